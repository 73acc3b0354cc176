import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../../src/main/onnx/decode.ts'
import { encodeModel } from '../../../../src/main/onnx/encode.ts'
import { layersOf } from '../../../../src/main/onnx/layers.ts'
import { applyPass } from '../../../../src/main/onnx/passes/pass.ts'
import { prepare } from '../../../../src/main/onnx/passes/prepare.ts'
import { stripQdq } from '../../../../src/main/onnx/passes/strip-qdq.ts'
import { DataType, newValueInfo } from '../../../../src/main/onnx/proto.ts'
import { tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { compareRuns, copyOf } from '../../../support/compare-models.ts'
import { difference, runModel } from '../../../support/run-onnx.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { quantizeLayers, quantizeValue } from './quantize-for-tests.ts'

const x = { data: new ModelBuilder().values([1, 3, 6, 6]), dims: [1, 3, 6, 6] }

const operators = ({ graph }: ModelBuilder) => graph.nodes.map(({ opType }) => opType)

describe('strip-qdq', () => {
  it('gives back the float network that was quantized, bit for bit', async () => {
    const build = () => {
      const builder = new ModelBuilder()
      const conv = builder.node('Conv', [
        builder.input('x', x.dims),
        builder.weights('w', [4, 3, 3, 3]),
        builder.weights('b', [4]),
      ])
      const more = builder.node('Conv', [builder.node('Relu', [conv]), builder.weights('v', [2, 4, 1, 1])])
      builder.output(more)
      return builder
    }
    const [original, quantized] = [build(), build()]
    quantizeLayers(quantized.graph, 0.02)
    expect(operators(quantized)).toContain('DequantizeLinear')
    expect(applyPass(stripQdq, quantized.model)).toEqual({ changed: true, kept: [] })
    expect(operators(quantized)).toEqual(operators(original))
    expect(layersOf(quantized.graph).map(({ name }) => name)).toEqual(
      ['w', 'v'].map((_, i) => layersOf(original.graph)[i].name),
    )
    const [before, after] = [await runModel(original.model, { x }), await runModel(quantized.model, { x })]
    expect(after).toEqual(before)
  })

  it.each<[string, DataType, readonly number[], number | undefined]>([
    ['per channel', DataType.INT8, [0.1, 0.2, 0.3, 0.4], 0],
    ['along the second axis', DataType.INT8, [0.1, 0.2, 0.3], 1],
    ['as a whole', DataType.UINT8, [0.1], undefined],
    ['as 32-bit integers', DataType.INT32, [0.001], undefined],
  ])('turns integers that were stored %s into float weights', async (_how, type, scales, axis) => {
    const builder = new ModelBuilder()
    const codes = Array.from({ length: 12 }, (_, index) => (index * 37) % 120)
    const arrays: Partial<Record<number, Int8Array | Uint8Array | Int32Array>> = {
      [DataType.INT8]: Int8Array.from(codes),
      [DataType.UINT8]: Uint8Array.from(codes),
      [DataType.INT32]: Int32Array.from(codes),
    }
    const stored = builder.initializer(
      tensorFrom('head.weight_quantized', [4, 3, 1, 1], arrays[type] ?? new Int8Array(12)),
    )
    const dims = axis === undefined ? [] : [scales.length]
    const scale = builder.floats('s', dims, scales)
    const inputs: Value[] = [stored, scale]
    if (type === DataType.UINT8) inputs.push(builder.initializer(tensorFrom('z', [], Uint8Array.of(50))))
    const weight = builder.node('DequantizeLinear', inputs, axis === undefined ? {} : { axis })
    builder.output(builder.node('Conv', [builder.input('x', x.dims), weight]))
    const { gap } = await compareRuns(builder.model, { x }, (model) => void applyPass(stripQdq, model))
    expect(gap).toBe(0)
    expect(operators(builder)).toEqual(['Conv'])
    expect(builder.graph.initializers.map(({ name }) => name)).toEqual(['head.weight'])
    expect(layersOf(builder.graph)[0].name).toBe('head')
  })

  it('removes quantizers around layout operators that work on the integers', async () => {
    const builder = new ModelBuilder()
    const image = builder.input('x', x.dims)
    const [scale, zero] = [
      builder.floats('s', [], [0.01]),
      builder.initializer(tensorFrom('z', [], new Int8Array(1))),
    ]
    const quantized = (value: Value) => builder.node('QuantizeLinear', [value, scale, zero])
    const joined = builder.node('Concat', [quantized(image), quantized(builder.node('Neg', [image]))], {
      axis: 1,
    })
    joined.info = newValueInfo(joined.name, DataType.INT8, [1, 6, 6, 6])
    const turned = builder.node('Transpose', [joined], { perm: [0, 2, 3, 1] })
    builder.output(builder.node('Relu', [builder.node('DequantizeLinear', [turned, scale, zero])]))
    const { gap } = await compareRuns(builder.model, { x }, (model) => void applyPass(stripQdq, model))
    expect(gap).toBeLessThan(0.006)
    expect(operators(builder)).toEqual(['Neg', 'Concat', 'Transpose', 'Relu'])
  })

  it('keeps the names of graph outputs', async () => {
    const builder = new ModelBuilder()
    const image = builder.input('x', x.dims)
    const negative = builder.node('Neg', [image], {}, { outputs: ['n'] })
    builder.output(quantizeValue(builder.graph, negative, [0.01]))
    builder.output(quantizeValue(builder.graph, image, [0.01]))
    const names = builder.graph.outputs.map(({ name }) => name)
    const { gap } = await compareRuns(builder.model, { x }, (model) => void applyPass(stripQdq, model))
    expect(gap).toBeLessThan(0.006)
    expect(builder.graph.outputs.map(({ name }) => name)).toEqual(names)
    expect(operators(builder).sort()).toEqual(['Identity', 'Neg'])
  })

  it('reports what computes on integers, and leaves it working', async () => {
    const builder = new ModelBuilder()
    const [scale, zero] = [
      builder.floats('s', [], [0.05]),
      builder.initializer(tensorFrom('z', [], new Int8Array(1))),
    ]
    const codes = builder.node('QuantizeLinear', [builder.input('x', x.dims), scale, zero], {}, { name: 'q' })
    const weight = builder.initializer(tensorFrom('w', [2, 3, 1, 1], Int8Array.of(1, 2, 3, 4, 5, 6)))
    const sums = builder.node('QLinearConv', [codes, scale, zero, weight, scale, zero, scale, zero])
    builder.output(builder.node('DequantizeLinear', [sums, scale, zero], {}, { name: 'd' }))
    let kept: string[] = []
    const { gap } = await compareRuns(
      builder.model,
      { x },
      (model) => (kept = applyPass(stripQdq, model).kept),
    )
    expect([gap, kept]).toEqual([0, ['q (QuantizeLinear)', 'd (DequantizeLinear)']])
  })

  it('leaves a float model alone', () => {
    const builder = new ModelBuilder()
    builder.output(builder.node('Relu', [builder.input('x', [1])]))
    const before = encodeModel(builder.model)
    expect(applyPass(stripQdq, builder.model)).toEqual({ changed: false, kept: [] })
    expect(encodeModel(builder.model)).toEqual(before)
  })
})

describeWithReference('models/yolov5n.onnx', 'YOLOv5n', () => {
  it('is itself again after quantizing and stripping', async () => {
    const model = loadModel(reference('models/yolov5n.onnx'))
    prepare(model)
    const original = copyOf(model)
    quantizeLayers(model.graph, 0.1)
    const dims = [1, 3, 640, 640]
    const feeds = { images: { data: new ModelBuilder().values(dims), dims } }
    const quantized = await runModel(model, feeds)
    expect(applyPass(stripQdq, model).kept).toEqual([])
    const [before, after] = [await runModel(original, feeds), await runModel(model, feeds)]
    expect(difference(before['output0'], quantized['output0'])).toBeGreaterThan(0.001)
    expect(difference(before['output0'], after['output0'])).toBe(0)
    expect(model.graph.nodes.length).toBe(original.graph.nodes.length)
  })
})
