import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import { elementTypesOf } from '../../../src/main/onnx/element-type-inference.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { DataType, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { inferShapes } from '../../../src/main/onnx/shapes.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { runModel, type Feed, type Result } from '../../support/run-onnx.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { OPERATOR_CASES, operatorModel } from './operator-cases.ts'

/** Everything that the nodes of a model make, as ONNX Runtime makes it. */
async function runAll(model: Model, feeds: Record<string, Feed>): Promise<Record<string, Result>> {
  const types = elementTypesOf(model.graph)
  for (const node of model.graph.nodes) {
    for (const output of node.outputs) {
      if (output !== null && !model.graph.isOutput(output))
        model.graph.addOutput(output, newValueInfo(output.name, types.get(output) ?? DataType.FLOAT, null))
    }
  }
  return runModel(model, feeds)
}

const RUNTIME_NAMES: Partial<Record<string, string>> = { FLOAT: 'float32', DOUBLE: 'float64' }

function runtimeType(type: number | undefined): string {
  const name = type === undefined ? 'unknown' : DataType[type]
  return RUNTIME_NAMES[name] ?? name.toLowerCase()
}

describe('against ONNX Runtime', () => {
  it.each(Object.keys(OPERATOR_CASES))('%s', async (name) => {
    const { model } = operatorModel(name)
    const shapes = inferShapes(model)
    const types = elementTypesOf(model.graph)
    const x = { data: new ModelBuilder().values([2, 8, 13, 10]), dims: [2, 8, 13, 10] }
    const results = await runAll(model, { x })
    expect(Object.keys(results).length).toBeGreaterThan(0)
    for (const [output, { dims, type }] of Object.entries(results)) {
      const by = model.graph.get(output).producer?.describe()
      expect({ by, output, dims: shapes.get(output) }).toEqual({ by, output, dims })
      expect({ by, output, type: runtimeType(types.get(model.graph.get(output))) }).toEqual({
        by,
        output,
        type,
      })
    }
  })
})

describe('inferShapes', () => {
  it('takes the shapes that are asked for', () => {
    const { model } = operatorModel('shape arithmetic', ['n', 8, 'h', 'w'])
    expect(inferShapes(model).get('x')).toBeUndefined()
    const shapes = inferShapes(model, new Map([['x', [1, 8, 6, 4]]]))
    expect(shapes.get('reshape')).toEqual([1, 8, 24])
    expect(shapes.get('resize')).toEqual([1, 8, 3, 3])
  })

  it('leaves out what depends on data, and what comes of it', () => {
    const builder = new ModelBuilder()
    const found = builder.node('NonZero', [builder.input('x', [4])])
    builder.node('Transpose', [found])
    const fine = builder.node('Relu', [builder.graph.get('x')])
    expect([...inferShapes(builder.model).keys()]).toEqual(['x', fine.name])
  })

  it('leaves out operators of other domains and unknown ones', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [4])
    builder.node('Rellu', [x])
    builder.node('QuickGelu', [x], {}, { domain: 'com.microsoft' })
    expect([...inferShapes(builder.model).keys()]).toEqual(['x'])
  })

  it('gives no shape rather than a wrong one for shapes that do not fit', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [2, 3])
    builder.node('Add', [x, builder.weights('w', [4])])
    builder.node('Reshape', [x, builder.ints('s', [4, -1])])
    builder.node('MatMul', [x, builder.weights('m', [5, 5])])
    builder.node('Concat', [x, builder.weights('c', [3, 3])], { axis: 1 })
    builder.node('Conv', [x, builder.weights('k', [1, 3, 3, 3])])
    expect([...inferShapes(builder.model).keys()].sort()).toEqual(['c', 'k', 'm', 's', 'w', 'x'])
  })

  it('reads the forms of older opsets', () => {
    const builder = new ModelBuilder({ opset: 9 })
    const x = builder.input('x', [2, 8, 13, 10])
    const shape = (value: { name: string }) => inferShapes(builder.model).get(value.name)
    expect(shape(builder.node('Slice', [x], { axes: [1, 2], starts: [2, -3], ends: [5, 100] }))).toEqual([
      2, 3, 3, 10,
    ])
    const narrow = builder.node('Unsqueeze', [x], { axes: [1] })
    expect(shape(builder.node('Squeeze', [narrow], { axes: [1] }))).toEqual([2, 8, 13, 10])
    const [first] = builder.nodes('Split', [x], { axis: 1, split: [3, 5] }, { outputs: ['a', 'b'] })
    expect([shape(first), shape({ name: 'b' })]).toEqual([
      [2, 3, 13, 10],
      [2, 5, 13, 10],
    ])
    expect(shape(builder.node('Pad', [x], { pads: [0, 0, 1, 1, 0, 0, 1, 1] }))).toEqual([2, 8, 15, 12])
    expect(shape(builder.node('ReduceSum', [x], { axes: [3], keepdims: 0 }))).toEqual([2, 8, 13])
    expect(shape(builder.node('TopK', [x], { k: 3, axis: 1 }))).toEqual([2, 3, 13, 10])
    expect(shape(builder.node('Upsample', [x, builder.floats('s', [4], [1, 1, 2, 2])]))).toEqual([
      2, 8, 26, 20,
    ])
  })

  it('reads the forms of newer opsets', () => {
    const builder = new ModelBuilder({ opset: 18 })
    const x = builder.input('x', [2, 8, 13, 10])
    const shape = (value: { name: string }) => inferShapes(builder.model).get(value.name)
    builder.nodes('Split', [x], { axis: 2, num_outputs: 3 }, { outputs: ['a', 'b', 'c'] })
    expect([shape({ name: 'a' }), shape({ name: 'c' })]).toEqual([
      [2, 8, 5, 10],
      [2, 8, 3, 10],
    ])
    const sizes = builder.ints('sizes', [26, 26])
    const fitted = (policy: string) =>
      builder.node('Resize', [x, null, null, sizes], { axes: [2, 3], keep_aspect_ratio_policy: policy })
    expect(shape(fitted('not_larger'))).toEqual([2, 8, 26, 20])
    expect(shape(fitted('not_smaller'))).toEqual([2, 8, 34, 26])
    expect(shape(builder.node('ReduceMean', [x, builder.ints('axes', [2, 3])]))).toEqual([2, 8, 1, 1])
    expect(shape(builder.node('Shape', [x], { start: 1, end: -1 }))).toEqual([2])
    const pads = builder.ints('pads', [1, 2])
    expect(shape(builder.node('Pad', [x, pads, null, builder.ints('axis', [-1])]))).toEqual([2, 8, 13, 13])
  })
})

describeWithReference('models', 'real models', () => {
  it.each([
    ['yolov5n', 'output0'],
    ['yolov7-topology', 'output'],
  ])('%s: every tensor has the shape that ONNX Runtime gives it', async (name, output) => {
    const model = loadModel(reference(`models/${name}.onnx`))
    const dims = [1, 3, 640, 640]
    const shapes = inferShapes(model, new Map([['images', dims]]))
    expect(shapes.get(output)).toEqual([1, 25200, 85])
    expect([...model.graph.values].filter((value) => !shapes.has(value.name))).toEqual([])
    const results = await runAll(model, { images: { data: new Float32Array(3 * 640 * 640), dims } })
    for (const [tensor, result] of Object.entries(results)) {
      expect([tensor, shapes.get(tensor)]).toEqual([tensor, result.dims])
    }
  })
})
