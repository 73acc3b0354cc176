import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { intOf } from '../../../src/main/onnx/attributes.ts'
import { constantOf } from '../../../src/main/onnx/constants.ts'
import { encodeModel } from '../../../src/main/onnx/encode.ts'
import type { Node } from '../../../src/main/onnx/node.ts'
import { DataType } from '../../../src/main/onnx/proto.ts'
import { dimsOf, floatsOf, integersOf } from '../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { fakeQuantize } from '../../../src/main/quant/fake-quantize.ts'
import { insertQdq } from '../../../src/main/quant/insert-qdq.ts'
import { placeQuantizers } from '../../../src/main/quant/placement.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { weightRange } from '../../../src/main/quant/weight-ranges.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { runModel } from '../../support/run-onnx.ts'
import { DetectorBuilder } from './detector-builder.ts'

/** Quantizes everything, activations to ±`amax`, the head as well. */
function quantize({ graph, model }: ModelBuilder, amax: number, given: object = {}): void {
  const recipe = recipeFrom({ headFloat: 'off', ...given })
  const { activations, weights } = placeQuantizers(graph, recipe)
  insertQdq(
    model,
    activations.map((point) => ({ point, amax })),
    weights.map((point) => ({ point, amax: weightRange(point, recipe) })),
  )
}

/** The Q and DQ that a node's input comes from. */
function pairBefore(node: Node, input: number): { q: Node; dq: Node; tensor: Value | null } {
  const dq = node.input(input)?.producer ?? null
  const q = dq?.input(0)?.producer ?? null
  if (!dq?.is('DequantizeLinear') || !q?.is('QuantizeLinear'))
    throw new Error(`no pair before ${node.describe()}`)
  return { q, dq, tensor: q.input(0) }
}

function nodeNamed({ graph }: ModelBuilder, name: string): Node {
  const node = graph.nodes.find((candidate) => candidate.name === name)
  if (node === undefined) throw new Error(`no node ${name}`)
  return node
}

function singleConv(): ModelBuilder {
  const builder = new ModelBuilder()
  const x = builder.input('x', [1, 2, 1, 2])
  const w = builder.floats('conv.weight', [3, 2, 1, 1], [1, -2, 0.25, 0.5, 0, 0])
  const b = builder.floats('conv.bias', [3], [0.001, 10, -7])
  builder.output(builder.node('Conv', [x, w, b], {}, { name: 'conv', outputs: ['y'] }))
  return builder
}

describe('insertQdq', () => {
  it('writes one scalar INT8 pair for the input and one per channel for the weights, and leaves the bias', () => {
    const builder = singleConv()
    quantize(builder, 2.54)
    const conv = nodeNamed(builder, 'conv')
    const input = pairBefore(conv, 0)
    expect(input.tensor?.name).toBe('x')
    expect([input.q.name, input.dq.name]).toEqual(['x_QuantizeLinear', 'x_DequantizeLinear'])
    const scale = constantOf(builder.graph.get('x_scale'))
    const zero = constantOf(builder.graph.get('x_zero_point'))
    if (scale === null || zero === null) throw new Error('no parameters')
    expect([...floatsOf(scale)]).toEqual([Math.fround(2.54 / 127)])
    expect([dimsOf(scale), dimsOf(zero), zero.dataType, integersOf(zero)]).toEqual([
      [],
      [],
      DataType.INT8,
      [0],
    ])
    const weight = pairBefore(conv, 1)
    expect(weight.tensor?.name).toBe('conv.weight')
    expect(weight.tensor?.initializer?.dataType).toBe(DataType.FLOAT)
    const scales = constantOf(weight.q.input(1))
    if (scales === null) throw new Error('no scales')
    // A channel of zeros gets a tiny positive scale: TensorRT refuses zero.
    expect([...floatsOf(scales)]).toEqual([Math.fround(2 / 127), Math.fround(0.5 / 127), 2 ** -24])
    expect([weight.q, weight.dq].map(({ attributes }) => intOf(attributes, 'axis', -1))).toEqual([0, 0])
    expect([weight.q.input(1), weight.q.input(2)]).toEqual([weight.dq.input(1), weight.dq.input(2)])
    expect(conv.input(2)?.name).toBe('conv.bias')
  })

  it('computes in ONNX Runtime what the fake-quantized tensors give', async () => {
    const builder = singleConv()
    quantize(builder, 2.54)
    const x = Float32Array.of(0.031, -5, 1.27, 0.01)
    const { y } = await runModel(builder.model, { x: { data: x, dims: [1, 2, 1, 2] } })
    const qx = fakeQuantize({ data: x, dims: [4] }, { amax: [2.54], axis: null })
    // Levels: 1.55 → 2, −250 → −128, 63.5 → 64 and 0.5 → 0 by the even rule or one up by float32; weights hold exactly.
    const at = (channel: readonly [number, number], bias: number, column: number) =>
      channel[0] * qx[column] + channel[1] * qx[2 + column] + bias
    const w: [number, number][] = [
      [64 * Math.fround(2 / 127), -2],
      [64 * Math.fround(0.5 / 127), 0.5],
      [0, 0],
    ]
    const bias = [0.001, 10, -7]
    const expected = w.flatMap((channel, index) => [at(channel, bias[index], 0), at(channel, bias[index], 1)])
    y.data.forEach((value, index) => expect(value).toBeCloseTo(expected[index], 5))
  })

  it('gives chosen readers of a tensor one shared pair and leaves the others float', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    const [a, b] = [builder.conv('a', x, 4), builder.conv('b', x, 4)]
    builder.output(builder.named('sum', 'Add', [builder.named('plain', 'Add', [x, a]), b]))
    builder.output(x)
    quantize(builder, 1, { add: 'none' })
    const stemOut = 'stem.act.Mul_output'
    const pair = pairBefore(nodeNamed(builder, 'a.Conv'), 0)
    expect(pair.tensor?.name).toBe(stemOut)
    expect(nodeNamed(builder, 'b.Conv').input(0)).toBe(pair.dq.output)
    expect(nodeNamed(builder, 'plain').input(0)?.name).toBe(stemOut)
    expect(builder.graph.outputs.map(({ name }) => name)).toContain(stemOut)
    expect(builder.graph.nodes.filter((node) => node.is('QuantizeLinear'))).toHaveLength(2 + 3)
  })

  it('keeps a topological order and never takes a name twice', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    builder.floats('images_scale', [1], [3])
    builder.output(builder.node('Relu', [x], {}, { outputs: ['images_QuantizeLinear_Output'] }))
    quantize(builder, 1)
    const before = builder.graph.nodes.map(({ name }) => name)
    builder.graph.sort()
    expect(builder.graph.nodes.map(({ name }) => name)).toEqual(before)
    const { q } = pairBefore(nodeNamed(builder, 'stem.Conv'), 0)
    expect(q.input(1)?.name).toBe('images_scale_1')
    expect(q.output.name).toBe('images_QuantizeLinear_Output_1')
    expect(q.name).toBe('images_QuantizeLinear_1')
  })

  it('refuses an opset without per-channel quantizers', () => {
    const builder = new ModelBuilder({ opset: 12 })
    expect(() => insertQdq(builder.model, [], [])).toThrow('Expected opset 13 or newer, got 12')
  })

  it('runs every kind of layer in ONNX Runtime, close to the float model', async () => {
    const outputs = await Promise.all([false, true].map((quantized) => runEveryKind(quantized)))
    const [float, int8] = outputs
    const largest = Math.max(...float.map(Math.abs))
    const worst = Math.max(...float.map((value, index) => Math.abs(value - int8[index])))
    expect(worst).toBeGreaterThan(0)
    expect(worst / largest).toBeLessThan(0.05)
  })
})

/** Depthwise, grouped, transposed and grouped transposed convolutions, average pools, MatMul, Gemm, Concat, Add. */
function everyKind(): DetectorBuilder {
  const builder = new DetectorBuilder({ seed: 7 })
  const x = builder.conv('stem', builder.image(3, 8), 4, { kernel: 3 })
  const depth = builder.conv('depthwise', x, 4, { kernel: 3, groups: 4 })
  const grouped = builder.conv('grouped', builder.bottleneck('m.0', depth), 4, { groups: 2 })
  const joined = builder.concat('join', [grouped, builder.maxPool('pool', x)])
  const up = builder.node('ConvTranspose', [joined, builder.weights('up.weight', [8, 4, 2, 2])], {
    strides: [2, 2],
  })
  const up2 = builder.node('ConvTranspose', [up, builder.weights('up2.weight', [4, 2, 2, 2])], {
    strides: [2, 2],
    group: 2,
  })
  const pooled = builder.node('AveragePool', [up2], { kernel_shape: [2, 2], strides: [2, 2] })
  const rows = builder.node('Reshape', [
    builder.node('GlobalAveragePool', [pooled]),
    builder.ints('rows', [1, 4]),
  ])
  const product = builder.node('MatMul', [rows, builder.weights('fc.weight', [4, 6])])
  const gemm = builder.node(
    'Gemm',
    [product, builder.weights('g.weight', [5, 6]), builder.weights('g.bias', [5])],
    {
      transB: 1,
    },
  )
  const y = builder.node('Gemm', [gemm, builder.weights('h.weight', [5, 3])], {}, { outputs: ['y'] })
  builder.output(y, DataType.FLOAT, [1, 3])
  return builder
}

async function runEveryKind(quantized: boolean): Promise<number[]> {
  const builder = everyKind()
  if (quantized) quantize(builder, 2, { add: 'both', concatInputs: true })
  const data = new ModelBuilder({ seed: 3 }).values([1, 3, 8, 8])
  const { y } = await runModel(builder.model, { images: { data, dims: [1, 3, 8, 8] } })
  return y.data
}

const PYTHON = '/usr/bin/python3'

function hasOnnx(): boolean {
  return existsSync(PYTHON) && spawnSync(PYTHON, ['-c', 'import onnx']).status === 0
}

const checked = hasOnnx()

describe.skipIf(!checked)(`onnx.checker${checked ? '' : ' [skipped: no python3-onnx here]'}`, () => {
  it('accepts a model with every kind of quantizer, types and shapes included', () => {
    const builder = everyKind()
    quantize(builder, 2, { add: 'both', concatInputs: true })
    const script =
      'import sys, onnx; onnx.checker.check_model(onnx.load_from_string(sys.stdin.buffer.read()), full_check=True)'
    const { status, stderr } = spawnSync(PYTHON, ['-c', script], { input: encodeModel(builder.model) })
    expect(stderr.toString()).toBe('')
    expect(status).toBe(0)
  })
})
