import { DataType } from '../../../src/main/onnx/proto.ts'
import { tensorFrom } from '../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

/** Adds nodes to a model whose input x is [2, 8, 13, 10]. */
type Case = (builder: ModelBuilder, x: Value) => void

const three = { kernel_shape: [3, 3] }

/** Nodes of every operator that shapes are inferred for, with the attributes that change the shape. */
export const OPERATOR_CASES: Readonly<Record<string, Case>> = {
  convolutions: (b, x) => {
    const w = b.weights('w', [6, 8, 3, 3])
    b.node('Conv', [x, w])
    b.node('Conv', [x, w], { pads: [1, 0, 2, 1], strides: [2, 3] })
    b.node('Conv', [x, w], { dilations: [2, 2], pads: [2, 2, 2, 2] })
    b.node('Conv', [x, w], { auto_pad: 'SAME_UPPER', strides: [2, 2] })
    b.node('Conv', [x, w], { auto_pad: 'SAME_LOWER' })
    b.node('Conv', [x, w], { auto_pad: 'VALID', strides: [2, 2] })
    b.node('Conv', [x, b.weights('g', [8, 4, 1, 1])], { group: 2 })
  },
  'transposed convolutions': (b, x) => {
    const w = b.weights('w', [8, 3, 3, 3])
    b.node('ConvTranspose', [x, w])
    b.node('ConvTranspose', [x, w], { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] })
    b.node('ConvTranspose', [x, w], { group: 2, dilations: [2, 1] })
    b.node('ConvTranspose', [x, w], { strides: [2, 2], auto_pad: 'SAME_UPPER' })
    b.node('ConvTranspose', [x, w], { strides: [2, 2], output_shape: [27, 21] })
  },
  pools: (b, x) => {
    b.node('MaxPool', [x], { ...three, strides: [2, 2], pads: [1, 1, 1, 1] })
    b.node('MaxPool', [x], { ...three, strides: [2, 2], ceil_mode: 1 })
    b.node('MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1, pads: [1, 1, 1, 1] })
    b.node('MaxPool', [x], { kernel_shape: [1, 1], strides: [5, 5], ceil_mode: 1 })
    b.node('MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1, pads: [0, 0, 1, 1] })
    b.node('MaxPool', [x], { kernel_shape: [5, 5], pads: [2, 2, 2, 2], dilations: [1, 1] })
    b.node('MaxPool', [x], { ...three, dilations: [2, 3] })
    b.nodes('MaxPool', [x], three, { outputs: ['pooled', 'places'] })
    b.node('AveragePool', [x], { ...three, strides: [3, 2] })
    b.node('AveragePool', [x], { ...three, auto_pad: 'SAME_UPPER', strides: [2, 2] })
    b.node('GlobalAveragePool', [x])
    b.node('GlobalMaxPool', [x])
    b.node('LpPool', [x], three)
  },
  products: (b, x) => {
    b.node('MatMul', [x, b.weights('m', [10, 4])])
    b.node('MatMul', [b.weights('r', [5, 13]), x])
    b.node('MatMul', [x, b.weights('v', [10])])
    b.node('MatMul', [b.weights('u', [13]), x])
    const rows = b.node('Reshape', [x, b.ints('rows', [16, -1])])
    b.node('Gemm', [rows, b.weights('g', [130, 7])])
    b.node('Gemm', [rows, b.weights('t', [7, 130])], { transB: 1 })
    b.node('Gemm', [rows, b.weights('a', [16, 5])], { transA: 1 })
    b.node('Einsum', [x, b.weights('e', [2, 5, 8])], { equation: 'bchw,bkc->bkhw' })
  },
  layout: (b, x) => {
    b.node('Reshape', [x, b.ints('s1', [0, 4, -1])])
    b.node('Reshape', [x, b.ints('s2', [2, 2080 / 2])])
    b.node('Transpose', [x], { perm: [0, 2, 3, 1] })
    b.node('Transpose', [x])
    b.node('Concat', [x, x, x], { axis: 1 })
    b.node('Concat', [x, x], { axis: -1 })
    b.nodes('Split', [x, b.ints('parts', [3, 5])], { axis: 1 }, { outputs: ['p1', 'p2'] })
    b.nodes('Split', [x], { axis: -1 }, { outputs: ['q1', 'q2'] })
    b.node('Flatten', [x])
    b.node('Flatten', [x], { axis: -1 })
    b.node('Expand', [x, b.ints('wide', [3, 2, 1, 1, 1])])
    b.node('Tile', [x, b.ints('repeats', [1, 2, 1, 3])])
    b.node('DepthToSpace', [x], { blocksize: 2 })
    b.node(
      'SpaceToDepth',
      [b.node('Slice', [x, b.ints('z', [0]), b.ints('even', [12]), b.ints('two', [2])])],
      {
        blocksize: 2,
      },
    )
    b.node('Pad', [x, b.ints('pads', [0, 0, 1, 2, 0, 1, 0, 3])])
    const narrow = b.node('Unsqueeze', [x, b.ints('u', [0, -1])])
    b.node('Squeeze', [narrow, b.ints('sq', [-1])])
    b.node('Squeeze', [narrow])
  },
  slices: (b, x) => {
    const slice = (name: string, start: number, end: number, axis: number, step: number) =>
      b.node('Slice', [
        x,
        b.ints(`${name}s`, [start]),
        b.ints(`${name}e`, [end]),
        b.ints(`${name}a`, [axis]),
        b.ints(`${name}t`, [step]),
      ])
    slice('a', 1, 5, 1, 1)
    slice('b', 0, Number.MAX_SAFE_INTEGER, 2, 2)
    slice('c', -4, -1, 3, 1)
    slice('d', -1, -100, 2, -1)
    slice('e', 8, 2, 2, -3)
    slice('f', 5, 5, 1, 1)
    b.node('Slice', [x, b.ints('gs', [0, 1]), b.ints('ge', [1, 4])])
  },
  gathers: (b, x) => {
    b.node('Gather', [x, b.ints('one', [3])], { axis: 1 })
    b.node('Gather', [x, b.initializer(tensorFrom('scalar', [], BigInt64Array.of(2n)))], { axis: 2 })
    b.node('GatherND', [
      x,
      b.initializer(tensorFrom('nd', [3, 2], BigInt64Array.from([0n, 1n, 1n, 2n, 0n, 0n]))),
    ])
    b.node('GatherElements', [x, b.initializer(tensorFrom('el', [2, 8, 1, 10], new BigInt64Array(160)))], {
      axis: 2,
    })
    b.node('ScatterND', [
      x,
      b.initializer(tensorFrom('si', [1, 1], BigInt64Array.of(1n))),
      b.weights('su', [1, 8, 13, 10]),
    ])
  },
  resizing: (b, x) => {
    b.node('Resize', [x, null, b.floats('scales', [4], [1, 1, 2, 1.5])], { mode: 'nearest' })
    b.node('Resize', [x, null, null, b.ints('sizes', [2, 8, 26, 40])], { mode: 'linear' })
    b.node('Resize', [x, null, b.floats('less', [4], [1, 1, 0.4, 0.3])], { mode: 'linear' })
  },
  reductions: (b, x) => {
    b.node('ReduceMean', [x], { axes: [2, 3] })
    b.node('ReduceMax', [x], { axes: [-1], keepdims: 0 })
    b.node('ReduceSum', [x, b.ints('axes', [1])])
    b.node('ReduceSum', [x])
    b.node('ReduceSum', [x], { keepdims: 0 })
    b.node('ReduceSum', [x], { noop_with_empty_axes: 1 })
    b.node('ArgMax', [x], { axis: 1 })
    b.node('ArgMin', [x], { axis: -1, keepdims: 0 })
    b.nodes('TopK', [x, b.ints('k', [3])], { axis: 1 }, { outputs: ['best', 'which'] })
  },
  elements: (b, x) => {
    b.node('Add', [x, b.weights('c', [8, 1, 1])])
    b.node('Mul', [b.weights('big', [3, 1, 1, 13, 1]), x])
    const positive = b.node('Greater', [x, b.floats('zero', [], [0])])
    b.node('Not', [positive])
    b.node('Where', [positive, x, b.floats('other', [1], [5])])
    b.node('Clip', [x, b.floats('low', [], [0]), b.floats('high', [], [6])])
    b.node('Max', [x, b.weights('mx', [10]), b.weights('my', [13, 1])])
    b.node('PRelu', [x, b.weights('slope', [8, 1, 1])])
    b.node('Softmax', [x], { axis: 1 })
    b.node('BatchNormalization', [
      x,
      ...['γ', 'β', 'μ'].map((name) => b.weights(name, [8])),
      b.floats('σ', [8], [1, 2, 3, 4, 5, 6, 7, 8]),
    ])
    b.node('HardSigmoid', [x])
    b.node('LeakyRelu', [x])
    b.node('Pow', [x, b.floats('two', [], [2])])
    b.node('Cast', [x], { to: DataType.INT32 })
    b.nodes('Dropout', [x], {}, { outputs: ['kept', 'mask'] })
  },
  quantizers: (b, x) => {
    const [scale, zero] = [
      b.floats('scale', [], [0.1]),
      b.initializer(tensorFrom('zero', [], new Int8Array(1))),
    ]
    b.node('DequantizeLinear', [b.node('QuantizeLinear', [x, scale, zero]), scale, zero])
    b.node('QuantizeLinear', [x, scale])
    b.nodes('DynamicQuantizeLinear', [x], {}, { outputs: ['dq', 'ds', 'dz'] })
  },
  creation: (b, x) => {
    const shape = b.node('Shape', [x])
    b.node('Size', [x])
    b.node('ConstantOfShape', [shape])
    b.node('ConstantOfShape', [shape], { value: { tensor: tensorFrom('', [1], BigInt64Array.of(7n)) } })
    const scalar = (name: string, value: number) =>
      b.initializer(tensorFrom(name, [], BigInt64Array.of(BigInt(value))))
    b.node('Range', [scalar('from', 3), scalar('to', 20), scalar('by', 4)])
    b.node('Range', [scalar('high', 3), scalar('low', -5), scalar('down', -1)])
    b.node('OneHot', [b.ints('classes', [1, 0, 2]), b.ints('depth', [4]), b.floats('onoff', [2], [0, 1])])
    b.node('EyeLike', [b.node('Reshape', [x, b.ints('square', [16, 130])])])
    b.node('Constant', [], { value_floats: { floats: [1, 2, 3] } })
  },
  'shape arithmetic': (b, x) => {
    const shape = b.node('Shape', [x])
    const dim = (name: string, axis: number) =>
      b.node('Gather', [shape, b.initializer(tensorFrom(name, [], BigInt64Array.of(BigInt(axis))))])
    const axes = b.ints('axes', [0])
    const list = (value: Value) => b.node('Unsqueeze', [value, axes])
    const area = b.node('Mul', [dim('h', 2), dim('w', 3)])
    const target = b.node('Concat', [list(dim('n', 0)), list(dim('c', 1)), list(area)], { axis: 0 })
    b.node('Reshape', [x, target])
    const half = b.node('Div', [dim('h2', 2), b.initializer(tensorFrom('half', [], BigInt64Array.of(2n)))])
    const sizes = b.node(
      'Concat',
      [b.node('Slice', [shape, b.ints('s', [0]), b.ints('e', [2])]), list(half), list(half)],
      {
        axis: 0,
      },
    )
    b.node('Resize', [x, null, null, sizes], { mode: 'nearest' })
    const wanted = b.node('Where', [
      b.node('Equal', [target, b.ints('none', [-1])]),
      b.ints('ones', [1, 1, 1]),
      target,
    ])
    b.node('ConstantOfShape', [wanted])
    b.node('Expand', [
      b.floats('one', [], [1]),
      b.node('Cast', [b.node('Cast', [sizes], { to: 1 })], { to: 7 }),
    ])
    b.node('Tile', [x, b.node('Max', [b.ints('r', [1, 1, 2, 1]), b.ints('rr', [1, 1, 1, 1])])])
  },
}

/** A model of one case, with every tensor that a node makes as an output. */
export function operatorModel(name: string, x: readonly (number | string)[] = [2, 8, 13, 10]): ModelBuilder {
  const builder = new ModelBuilder({ opset: 13 })
  OPERATOR_CASES[name](builder, builder.input('x', x))
  return builder
}
