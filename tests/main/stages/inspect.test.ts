import { describe, expect, it } from 'vitest'
import type { Model } from '../../../src/main/onnx/model.ts'
import { tensorFrom } from '../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { inspectModel, isDetector, type Inspection } from '../../../src/main/stages/inspect.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { tinyDetector } from '../../support/tiny-detector.ts'
import { errorOf } from '../data/error-of.ts'

const inspect = (model: Model, options = {}) => inspectModel(model, 'model.onnx', options)

/** Two convolutions: images, but no detector. */
function network(): ModelBuilder {
  const builder = new ModelBuilder({ opset: 13 })
  const image = builder.input('images', [1, 3, 8, 8])
  const first = builder.node(
    'Conv',
    [image, builder.weights('a.weight', [4, 3, 3, 3]), builder.weights('a.bias', [4])],
    {
      pads: [1, 1, 1, 1],
    },
  )
  const second = builder.node('Conv', [first, builder.weights('b.weight', [2, 4, 1, 1])])
  builder.output(builder.node('Relu', [second]))
  return builder
}

describe('inspectModel', () => {
  it('describes a detector', async () => {
    const found = await inspect(tinyDetector())
    expect(found.inputs).toEqual([{ name: 'images', type: 'float', dims: [1, 3, 64, 64] }])
    expect(found.outputs).toEqual([{ name: 'output0', type: 'float', dims: [1, 7, 84] }])
    expect(found).toMatchObject({
      irVersion: 8,
      opset: 13,
      opsets: { '': 13 },
      producer: { name: 'test' },
      problems: [],
    })
    expect(found.operators).toMatchObject({ Conv: 4, Sigmoid: 2, Concat: 2 })
    expect(found.nodes).toBe(Object.values(found.operators).reduce((sum, count) => sum + count, 0))
    expect(found.metadata['names']).toContain("'green'")
    expect(isDetector(found.detector) && found.detector.family.id).toBe('yolov8')
  })

  it('counts operators, the most frequent first', async () => {
    const counts = Object.values((await inspect(tinyDetector())).operators)
    expect(counts).toEqual(counts.toSorted((a, b) => b - a))
  })

  it('tells what each layer holds and costs', async () => {
    const { layers, parameters, macs, flops } = await inspect(network().model)
    expect(layers).toEqual([
      {
        name: 'a',
        block: 'a',
        op: 'Conv',
        weightShape: [4, 3, 3, 3],
        parameters: 4 * 27 + 4,
        macs: 4 * 64 * 27,
        precision: 'float',
      },
      {
        name: 'b',
        block: 'b',
        op: 'Conv',
        weightShape: [2, 4, 1, 1],
        parameters: 8,
        macs: 2 * 64 * 4,
        precision: 'float',
      },
    ])
    expect([parameters, macs, flops]).toEqual([120, 4 * 64 * 27 + 512, 2 * (4 * 64 * 27 + 512)])
  })

  it('takes the size that was asked for where the model takes any', async () => {
    const builder = new ModelBuilder()
    const image = builder.input('images', ['n', 3, 'h', 'w'])
    builder.output(builder.node('Conv', [image, builder.weights('a.weight', [1, 3, 1, 1])]))
    const size = { height: 32, width: 16 }
    expect((await inspect(builder.model, { overrides: { size } })).macs).toBe(32 * 16 * 3)
    expect((await inspect(builder.model)).macs).toBe(640 * 640 * 3)
  })

  it('tells which layers run in INT8 on TensorRT: those with input and weights quantized', async () => {
    const builder = new ModelBuilder()
    /** Q and DQ behind a tensor. */
    const pair = (value: Value, zeroPoint: Int8Array | Uint8Array = new Int8Array(1)) => {
      const scale = builder.floats(`${value.name}_scale`, [], [0.1])
      const zero = builder.initializer(tensorFrom(`${value.name}_zero`, [], zeroPoint))
      return builder.node('DequantizeLinear', [
        builder.node('QuantizeLinear', [value, scale, zero]),
        scale,
        zero,
      ])
    }
    const weights = (name: string) => builder.weights(`${name}.weight`, [3, 3, 1, 1])
    const image = builder.input('images', [1, 3, 8, 8])
    const a = builder.node('Conv', [pair(image, Uint8Array.of(7)), pair(weights('a'))])
    const b = builder.node('Conv', [a, pair(weights('b'))])
    const c = builder.node('Conv', [pair(b), weights('c')])
    builder.output(builder.node('Conv', [c, weights('d')]))
    const { layers, quantizers } = await inspect(builder.model)
    expect(layers.map(({ name, precision }) => `${name} ${precision}`)).toEqual([
      'a quantized',
      'b weights only',
      'c input only',
      'd float',
    ])
    expect(quantizers).toEqual({
      activations: 2,
      weights: 2,
      biases: 0,
      types: { UINT8: 1, INT8: 3 },
      symmetric: false,
      quantizedLayers: 1,
      floatLayers: 3,
    })
  })

  it('a float model has no quantizers', async () => {
    expect((await inspect(network().model)).quantizers).toEqual({
      activations: 0,
      weights: 0,
      biases: 0,
      types: {},
      symmetric: true,
      quantizedLayers: 0,
      floatLayers: 2,
    })
  })
})

describe('a model that is no detector', () => {
  const reasonOf = ({ detector }: Inspection) => (isDetector(detector) ? null : detector)

  it('is described with the reason', async () => {
    expect(reasonOf(await inspect(network().model))).toMatchObject({
      code: 'MODEL_FAMILY',
      message: expect.stringContaining('known detector'),
    })
  })

  it('because it takes no image', async () => {
    const builder = new ModelBuilder()
    const product = builder.node('MatMul', [builder.input('x', [2, 5]), builder.weights('w', [5, 3])])
    builder.output(product)
    const found = await inspect(builder.model)
    expect(reasonOf(found)?.code).toBe('MODEL_INPUT')
    expect(found.problems).toMatchObject([{ code: 'MODEL_INPUT', severity: 'error' }])
    expect(found.macs).toBe(2 * 5 * 3)
  })

  it('because an operator is not known: it stands among the problems too', async () => {
    const builder = new ModelBuilder()
    builder.output(builder.node('Abracadabra', [builder.input('images', [1, 3, 8, 8])]))
    const found = await inspect(builder.model)
    expect(reasonOf(found)?.code).toBe('MODEL_OPERATOR')
    expect(found.problems[0].message).toContain('Abracadabra')
  })

  it('is an error where a family was asked for', async () => {
    const error = await errorOf(() => inspect(network().model, { overrides: { family: 'yolov8' } }))
    expect(error.code).toBe('MODEL_FAMILY')
  })

  it('a size that the model cannot take is wrong usage', async () => {
    const error = await errorOf(() =>
      inspect(tinyDetector(), { overrides: { size: { height: 32, width: 32 } } }),
    )
    expect(error.code).toBe('USAGE')
  })
})
