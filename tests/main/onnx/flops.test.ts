import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import { modelCost } from '../../../src/main/onnx/flops.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

describe('modelCost', () => {
  it('counts each kind of layer by hand', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 4, 8, 8])
    const w = builder.weights('conv.weight', [6, 2, 3, 3])
    builder.node('Conv', [x, w, builder.weights('conv.bias', [6])], {
      group: 2,
      strides: [2, 2],
      pads: [1, 1, 1, 1],
    })
    builder.node('ConvTranspose', [x, builder.weights('up.weight', [4, 5, 2, 2])], { strides: [2, 2] })
    builder.node('MatMul', [x, builder.weights('fc.weight', [8, 3])])
    builder.node('MatMul', [builder.weights('left.weight', [7, 8]), x])
    const rows = builder.node('Reshape', [x, builder.ints('rows', [4, 64])])
    builder.node('Gemm', [rows, builder.weights('gemm.weight', [10, 64])], { transB: 1 })
    const cost = modelCost(builder.model, new Map())
    expect(cost.layers).toEqual([
      { name: 'conv', parameters: 108 + 6, macs: 6 * 4 * 4 * (2 * 9) },
      { name: 'up', parameters: 80, macs: 4 * 8 * 8 * (5 * 4) },
      { name: 'fc', parameters: 24, macs: 4 * 8 * 3 * 8 },
      { name: 'left', parameters: 56, macs: 4 * 7 * 8 * 8 },
      { name: 'gemm', parameters: 640, macs: 4 * 10 * 64 },
    ])
    expect(cost.macs).toBe(1728 + 5120 + 768 + 1792 + 2560)
    expect([cost.flops, cost.parameters]).toEqual([2 * cost.macs, 114 + 80 + 24 + 56 + 640])
  })

  it('counts shared weights once and their work twice', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 2, 4, 4])
    const w = builder.weights('w', [2, 2, 1, 1])
    builder.node('Conv', [builder.node('Conv', [x, w]), w])
    const cost = modelCost(builder.model, new Map())
    expect([cost.parameters, cost.macs]).toEqual([4, 2 * 2 * 16 * 2])
  })

  it('leaves the work open where shapes are not known', () => {
    const builder = new ModelBuilder()
    builder.node('Conv', [builder.input('x', ['n', 2, 'h', 'w']), builder.weights('w', [2, 2, 1, 1])])
    const { layers, macs } = modelCost(builder.model, new Map())
    expect([layers[0].macs, macs]).toEqual([null, 0])
  })
})

describeWithReference('models/yolov5n.onnx', 'YOLOv5n', () => {
  it('has the parameters and FLOPs that its authors give: 1.9 M and 4.5 G at 640', () => {
    const cost = modelCost(
      loadModel(reference('models/yolov5n.onnx')),
      new Map([['images', [1, 3, 640, 640]]]),
    )
    expect(cost.parameters).toBe(1867405)
    expect(cost.flops / 1e9).toBeCloseTo(4.468, 3)
    expect(cost.layers).toHaveLength(60)
  })
})
