import { describe, expect, it } from 'vitest'
import { decodeModel, loadModel } from '../../../../src/main/onnx/decode.ts'
import { declaredType } from '../../../../src/main/onnx/element-type-inference.ts'
import { encodeModel } from '../../../../src/main/onnx/encode.ts'
import { Graph } from '../../../../src/main/onnx/graph.ts'
import { graphFromProto, graphToProto } from '../../../../src/main/onnx/graph-proto.ts'
import type { Model } from '../../../../src/main/onnx/model.ts'
import { applyPass } from '../../../../src/main/onnx/passes/pass.ts'
import { upgradeOpset } from '../../../../src/main/onnx/passes/upgrade-opset.ts'
import {
  AttributeType,
  DataType,
  newAttribute,
  newValueInfo,
  type Dim,
} from '../../../../src/main/onnx/proto.ts'
import { inferShapes } from '../../../../src/main/onnx/shapes.ts'
import { tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { compareRuns } from '../../../support/compare-models.ts'
import { checkedOpset, checkerNote, complaints } from '../../../support/onnx-checker.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { block, join as bytes, number, tinyModel } from '../../../support/wire.ts'

interface OldModel {
  opset: number
  /** Shape of x; [2, 4, 6, 6] by default. */
  x?: readonly Dim[]
  build: (builder: ModelBuilder, x: Value) => Value | readonly Value[]
  /** Element types of the outputs where they are not float. */
  types?: readonly DataType[]
  /** Where ONNX Runtime itself rounds differently from one opset to the next. */
  tolerance?: number
}

const half = new Float16Array([0.5, 1.5])

/** Nodes as older opsets wrote them, each where a later opset changed it. */
const OLD: Record<string, OldModel> = {
  'Slice with attributes': {
    opset: 9,
    build: (b, x) => b.node('Slice', [x], { axes: [1, 3], starts: [1, -4], ends: [3, 100] }),
  },
  'Slice without axes': { opset: 9, build: (b, x) => b.node('Slice', [x], { starts: [0, 1], ends: [1, 3] }) },
  'TopK with an attribute': {
    opset: 9,
    types: [DataType.FLOAT, DataType.INT64],
    build: (b, x) => b.nodes('TopK', [x], { k: 2, axis: 1 }, { outputs: ['v', 'i'] }),
  },
  'Upsample to the nearest': {
    opset: 9,
    build: (b, x) => b.node('Upsample', [x, b.floats('s', [4], [1, 1, 2, 3])], { mode: 'nearest' }),
  },
  'Upsample between': {
    opset: 9,
    build: (b, x) => b.node('Upsample', [x, b.floats('s', [4], [1, 1, 2, 2])], { mode: 'linear' }),
  },
  'Resize 10 larger': {
    opset: 10,
    build: (b, x) => b.node('Resize', [x, b.floats('s', [4], [1, 1, 2, 1.5])], { mode: 'nearest' }),
  },
  'Resize 10 smaller': {
    opset: 10,
    build: (b, x) => b.node('Resize', [x, b.floats('s', [4], [1, 1, 0.5, 0.4])], { mode: 'nearest' }),
  },
  'Resize 11 by sizes, with empty inputs': {
    opset: 11,
    build: (b, x) => {
      const [roi, scales] = [b.floats('roi', [0], []), b.floats('scales', [0], [])]
      return b.node('Resize', [x, roi, scales, b.ints('sizes', [2, 4, 9, 12])], {
        mode: 'linear',
        coordinate_transformation_mode: 'pytorch_half_pixel',
      })
    },
  },
  'Clip with attributes': {
    opset: 9,
    build: (b, x) => b.node('Clip', [x], { min: { float: -0.25 }, max: { float: 0.5 } }),
  },
  'Clip from one side': { opset: 10, build: (b, x) => b.node('Clip', [x], { min: { float: 0 } }) },
  'Clip of halves': {
    opset: 10,
    tolerance: 5e-4,
    build: (b, x) => {
      const sum = b.node('Mul', [
        b.node('Cast', [x], { to: 10 }),
        b.initializer(tensorFrom('h', [1], half.subarray(1))),
      ])
      return b.node('Cast', [b.node('Clip', [sum], { min: { float: 0 }, max: { float: 0.75 } })], { to: 1 })
    },
  },
  'Pad with attributes': {
    opset: 9,
    build: (b, x) => b.node('Pad', [x], { pads: [0, 0, 1, 2, 0, 0, 0, 1], value: { float: 7 } }),
  },
  'Pad by reflection': {
    opset: 10,
    build: (b, x) => b.node('Pad', [x], { pads: [0, 0, 1, 2, 0, 0, 0, 1], mode: 'reflect' }),
  },
  Scatter: {
    opset: 10,
    build: (b, x) => {
      const indices = b.initializer(tensorFrom('i', [1, 1, 1, 2], BigInt64Array.of(3n, 1n)))
      return b.node('Scatter', [x, indices, b.floats('u', [1, 1, 1, 2], [8, 9])], { axis: 3 })
    },
  },
  'Dropout with an attribute': {
    opset: 11,
    build: (b, x) => b.node('Dropout', [x], { ratio: { float: 0.3 } }),
  },
  'Squeeze and Unsqueeze with attributes': {
    opset: 11,
    build: (b, x) => b.node('Squeeze', [b.node('Unsqueeze', [x], { axes: [0, 3] })], { axes: [3] }),
  },
  'ReduceSum with attributes': {
    opset: 11,
    build: (b, x) => b.node('ReduceSum', [x], { axes: [1, 2], keepdims: 0 }),
  },
  'ReduceSum of everything': { opset: 11, build: (b, x) => b.node('ReduceSum', [x]) },
  'other reductions with attributes': {
    opset: 13,
    build: (b, x) =>
      ['ReduceMax', 'ReduceMean', 'ReduceL2', 'ReduceMin'].map((kind) =>
        b.node(kind, [x], { axes: [1, -1] }),
      ),
  },
  'Split with an attribute': {
    opset: 11,
    build: (b, x) => b.nodes('Split', [x], { axis: 1, split: [1, 3] }, { outputs: ['p', 'q'] }),
  },
  'Split in equal parts': {
    opset: 11,
    build: (b, x) => b.nodes('Split', [x], { axis: 1 }, { outputs: ['p', 'q'] }),
  },
  'Softmax over the rest': { opset: 11, build: (b, x) => b.node('Softmax', [x]) },
  'Softmax over the rest of an open shape': {
    opset: 11,
    x: ['n', 'c', 'h', 'w'],
    build: (b, x) => b.node('Softmax', [x], { axis: 2 }),
  },
  'Softmax over the last axis': { opset: 11, build: (b, x) => b.node('Softmax', [x], { axis: 3 }) },
  'Softmax over the last axis, counted from behind': {
    opset: 11,
    build: (b, x) => b.node('Softmax', [x], { axis: -1 }),
  },
  'Softmax over two axes, counted from behind': {
    opset: 12,
    build: (b, x) => b.node('LogSoftmax', [x], { axis: -2 }),
  },
  'Softmax in the middle of a graph': {
    opset: 11,
    build: (b, x) => {
      const y = b.node('Softmax', [b.node('Neg', [x])])
      return b.node('Add', [b.node('Mul', [y, x]), y])
    },
  },
  Hardmax: { opset: 12, build: (b, x) => b.node('Hardmax', [x]) },
  'BatchNormalization with unread outputs': {
    opset: 9,
    build: (b, x) => {
      const one = (name: string) => b.floats(name, [4], [1, 2, 3, 4])
      const inputs = [x, one('γ'), one('β'), one('μ'), one('σ')]
      return b.nodes('BatchNormalization', inputs, { momentum: { float: 0.8 } }, { outputs: ['y'] })
    },
  },
  RoiAlign: {
    opset: 10,
    build: (b, x) => {
      const rois = b.floats('rois', [2, 4], [0, 0, 3, 3, 1, 1, 5, 4])
      return b.node('RoiAlign', [x, rois, b.ints('which', [0, 1])], {
        output_height: 2,
        output_width: 2,
        spatial_scale: { float: 0.7 },
      })
    },
  },
  GridSample: {
    opset: 16,
    build: (b, x) =>
      b.node('GridSample', [x, b.weights('grid', [2, 3, 3, 2], 1)], { mode: 'bilinear', align_corners: 1 }),
  },
  'GridSample by cubes': {
    opset: 16,
    build: (b, x) => b.node('GridSample', [x, b.weights('grid', [2, 3, 3, 2], 1)], { mode: 'bicubic' }),
  },
  'pools and convolutions': {
    opset: 9,
    build: (b, x) => {
      const conv = b.node('Conv', [x, b.weights('w', [3, 4, 3, 3])], { pads: [1, 1, 1, 1] })
      const pooled = b.node('MaxPool', [conv], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] })
      const means = b.node('AveragePool', [conv], { kernel_shape: [2, 2], strides: [2, 2] })
      return b.node(
        'Concat',
        [b.node('Relu', [pooled]), b.node('LeakyRelu', [means]), b.node('Elu', [pooled])],
        { axis: 1 },
      )
    },
  },
  quantizers: {
    opset: 10,
    build: (b, x) => {
      const [s, z] = [b.floats('s', [], [0.01]), b.initializer(tensorFrom('z', [], new Int8Array(1)))]
      return b.node('DequantizeLinear', [b.node('QuantizeLinear', [x, s, z]), s, z])
    },
  },
  'what stays': {
    opset: 9,
    build: (b, x) => {
      const shape = b.node('Shape', [x])
      const flat = b.node('Flatten', [b.node('Transpose', [x], { perm: [0, 2, 3, 1] })])
      const product = b.node('Gemm', [flat, b.weights('g', [144, 144]), b.weights('c', [144])])
      const back = b.node('Reshape', [
        b.node('Sigmoid', [b.node('MatMul', [product, b.weights('m', [144, 144])])]),
        shape,
      ])
      const sum = b.node('Pow', [b.node('Exp', [b.node('Tanh', [back])]), b.floats('two', [1], [2])])
      return b.node('Where', [
        b.node('Greater', [sum, x]),
        b.node('Max', [sum, x]),
        b.node('Expand', [b.floats('o', [1], [1]), shape]),
      ])
    },
  },
}

const DIMS = [2, 4, 6, 6]

function build({ opset, x = DIMS, build, types }: OldModel): ModelBuilder {
  const builder = new ModelBuilder({ opset, irVersion: 4 })
  const results = [build(builder, builder.input('x', x))].flat()
  results.forEach((value, index) => builder.output(value, types?.[index] ?? DataType.FLOAT))
  return builder
}

describe('upgrade-opset keeps what a model computes', () => {
  const feeds = { x: { data: new ModelBuilder().values(DIMS), dims: DIMS } }
  for (const target of [13, 19, 21]) {
    it.each(Object.keys(OLD).filter((name) => OLD[name].opset < target))(`to ${target}: %s`, async (name) => {
      const { model } = build(OLD[name])
      const { gap } = await compareRuns(model, feeds, (old) => void applyPass(upgradeOpset(target), old))
      expect(model.opsets.get('')).toBe(target)
      expect(gap).toBeLessThan(OLD[name].tolerance ?? 1e-6)
    })
  }
})

describe('upgrade-opset', () => {
  it('raises the IR version with the opset', () => {
    for (const [target, irVersion] of [
      [11, 6],
      [13, 7],
      [17, 8],
      [19, 9],
      [21, 10],
    ]) {
      const { model } = build(OLD['what stays'])
      applyPass(upgradeOpset(target), model)
      expect([target, model.irVersion]).toEqual([target, irVersion])
    }
  })

  it('leaves newer models alone', () => {
    const builder = new ModelBuilder({ opset: 17 })
    builder.output(builder.node('Relu', [builder.input('x', [1])]))
    const before = encodeModel(builder.model)
    expect(applyPass(upgradeOpset(13), builder.model).changed).toBe(false)
    expect(encodeModel(builder.model)).toEqual(before)
  })

  it('adds no node for a Softmax over the last axis', () => {
    const { model, graph } = build(OLD['Softmax over the last axis'])
    applyPass(upgradeOpset(13), model)
    expect(graph.nodes.map(({ opType }) => opType)).toEqual(['Softmax'])
  })

  it('leaves out empty optional inputs of Resize', () => {
    const { model, graph } = build(OLD['Upsample to the nearest'])
    applyPass(upgradeOpset(13), model)
    expect(graph.nodes[0].opType).toBe('Resize')
    expect(graph.nodes[0].inputs.map((value) => value?.name)).toEqual(['x', undefined, 's'])
  })

  it('reaches into subgraphs', async () => {
    const branch = (mode: string) => {
      const inner = new Graph('branch')
      const softmax = inner.addNode({
        opType: 'Softmax',
        inputs: [inner.findOrDefine('x')],
        outputs: [`${mode}_s`],
        attributes: { axis: 2 },
      })
      const squeezed = inner.addNode({
        opType: 'Unsqueeze',
        inputs: [softmax.output],
        outputs: [`${mode}_r`],
        attributes: { axes: [0] },
      })
      inner.addOutput(squeezed.output, newValueInfo(`${mode}_r`, 1, null))
      return newAttribute({ name: `${mode}_branch`, type: AttributeType.GRAPH, g: graphToProto(inner) })
    }
    const builder = new ModelBuilder({ opset: 11 })
    const x = builder.input('x', DIMS)
    const flag = builder.node('Cast', [builder.input('flag', [1])], { to: 9 })
    builder.output(builder.node('If', [flag], { then_branch: branch('then'), else_branch: branch('else') }))
    const feeds = {
      x: { data: builder.values(DIMS), dims: DIMS },
      flag: { data: Float32Array.of(1), dims: [1] },
    }
    const { gap } = await compareRuns(builder.model, feeds, (old) => void applyPass(upgradeOpset(13), old))
    expect(gap).toBeLessThan(1e-6)
    const inner = builder.graph.nodes[1].attributes.get('then_branch')?.g
    const types = inner && graphFromProto(inner, '').nodes.map(({ opType }) => opType)
    expect(types).toEqual(['Shape', 'Flatten', 'Softmax', 'Reshape', 'Unsqueeze'])
    expect(x.consumers).toContain(builder.graph.nodes[1])
  })

  it('names an operator that it does not cover', () => {
    const builder = new ModelBuilder({ opset: 11 })
    const [sequence, length] = [builder.input('x', [1]), builder.ints('l', [1])]
    builder.output(builder.node('ReverseSequence', [sequence, length], {}, { name: 'rev' }))
    expect(() => applyPass(upgradeOpset(13), builder.model)).toThrow(
      expect.objectContaining({
        code: 'MODEL_OPSET',
        message: expect.stringContaining('rev (ReverseSequence) cannot be brought to opset 12'),
      }),
    )
  })

  it('refuses models that are too old, and targets that are too new', () => {
    const old = new ModelBuilder({ opset: 8 })
    old.output(old.node('Relu', [old.input('x', [1])]))
    expect(() => applyPass(upgradeOpset(13), old.model)).toThrow('Expected opset 9 or later, got 8')
    expect(() => applyPass(upgradeOpset(22), old.model)).toThrow('Expected an opset up to 21, got 22')
  })

  it('refuses models with functions of their own', () => {
    const fn = block(25, block(1, 'F'), block(9, number(2, 13)), block(10, 'mine'))
    const model = decodeModel(tinyModel({ model: bytes(fn, block(8, block(1, 'mine'), number(2, 1))) }))
    expect(applyPass(upgradeOpset(13), model).changed).toBe(false)
    expect(() => applyPass(upgradeOpset(19), model)).toThrow(
      'A model with functions of its own cannot be brought',
    )
  })
})

/** The checker wants a shape of every output, and compares it with its own inference. */
function declareOutputs(model: Model): void {
  const shapes = inferShapes(model, new Map([['x', DIMS]]))
  for (const output of model.graph.outputs) {
    const type = declaredType(output) ?? DataType.FLOAT
    output.info = newValueInfo(output.name, type, shapes.get(output.name) ?? [])
  }
}

describe.skipIf(checkedOpset === 0)(`onnx.checker${checkerNote}`, () => {
  it.each([13, 15, 17])('accepts every model brought to opset %i', (target) => {
    const older = Object.entries(OLD).filter(([, { opset }]) => opset < target)
    const models = older.map(([name, old]) => {
      const { model } = build(old)
      applyPass(upgradeOpset(target), model)
      declareOutputs(model)
      return [name, model] as const
    })
    expect(models.length).toBeGreaterThan(20)
    expect(complaints(Object.fromEntries(models))).toBe('')
  })
})

describeWithReference('models', 'real models', () => {
  it.each(['yolov5n', 'yolov7-topology'])(
    '%s computes the same at opsets 14, 17, 19 and 21',
    async (name) => {
      const dims = [1, 3, 640, 640]
      const feeds = { images: { data: new ModelBuilder().values(dims), dims } }
      for (const target of [14, 17, 19, 21]) {
        const model = loadModel(reference(`models/${name}.onnx`))
        const { gap } = await compareRuns(model, feeds, (old) => void applyPass(upgradeOpset(target), old))
        expect({ target, gap }).toEqual({ target, gap: 0 })
      }
    },
  )
})
