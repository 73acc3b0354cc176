import { describe, expect, it } from 'vitest'
import { broadcast, broadcastPositions } from '../../../src/main/onnx/evaluate/broadcast.ts'
import { constantFromTensor, tensorFromConstant } from '../../../src/main/onnx/evaluate/constant.ts'
import { evaluate } from '../../../src/main/onnx/evaluate/evaluate.ts'
import { constantOf } from '../../../src/main/onnx/constants.ts'
import { DataType, newTensor, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { dimsOf, integersOf, int64Tensor, tensorFrom } from '../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { runModel } from '../../support/run-onnx.ts'

type Case = (builder: ModelBuilder) => Value

const ints = (b: ModelBuilder, name: string, dims: readonly number[], values: readonly number[]) =>
  b.initializer(tensorFrom(name, dims, BigInt64Array.from(values, BigInt)))

const matrix = (b: ModelBuilder) => ints(b, 'm', [2, 3], [3, -7, 5, 2, 9, -4])
const column = (b: ModelBuilder) => ints(b, 'c', [2, 1], [2, -3])
const reals = (b: ModelBuilder) => b.floats('r', [4], [0.1, -2.5, 3.5, 1e10])

const CASES: Record<string, Case> = {
  Add: (b) => b.node('Add', [matrix(b), column(b)]),
  'Add float': (b) => b.node('Add', [reals(b), b.floats('q', [1], [0.2])]),
  Sub: (b) => b.node('Sub', [column(b), matrix(b)]),
  Mul: (b) => b.node('Mul', [matrix(b), column(b)]),
  'Div integers': (b) => b.node('Div', [matrix(b), column(b)]),
  'Div float': (b) => b.node('Div', [reals(b), b.floats('q', [1], [3])]),
  Mod: (b) => b.node('Mod', [matrix(b), column(b)]),
  'Mod like C': (b) => b.node('Mod', [matrix(b), column(b)], { fmod: 1 }),
  Min: (b) => b.node('Min', [matrix(b), column(b), ints(b, 'k', [], [1])]),
  Max: (b) => b.node('Max', [matrix(b), column(b), ints(b, 'k', [], [1])]),
  Equal: (b) => b.node('Equal', [matrix(b), ints(b, 'k', [1], [5])]),
  Less: (b) => b.node('Less', [matrix(b), column(b)]),
  LessOrEqual: (b) => b.node('LessOrEqual', [matrix(b), ints(b, 'k', [], [3])]),
  Greater: (b) => b.node('Greater', [matrix(b), column(b)]),
  GreaterOrEqual: (b) => b.node('GreaterOrEqual', [matrix(b), ints(b, 'k', [], [3])]),
  Not: (b) => b.node('Not', [b.node('Equal', [matrix(b), column(b)])]),
  And: (b) =>
    b.node('And', [b.node('Less', [matrix(b), column(b)]), b.node('Greater', [matrix2(b), column2(b)])]),
  Or: (b) =>
    b.node('Or', [b.node('Less', [matrix(b), column(b)]), b.node('Greater', [matrix2(b), column2(b)])]),
  Neg: (b) => b.node('Neg', [matrix(b)]),
  Abs: (b) => b.node('Abs', [matrix(b)]),
  Floor: (b) => b.node('Floor', [reals(b)]),
  Ceil: (b) => b.node('Ceil', [reals(b)]),
  Round: (b) => b.node('Round', [b.floats('h', [6], [0.5, 1.5, -0.5, -1.5, 2.4, -2.6])]),
  Sqrt: (b) => b.node('Sqrt', [b.floats('p', [3], [2, 9, 0.3])]),
  Where: (b) => b.node('Where', [b.node('Less', [matrix(b), column(b)]), matrix2(b), column2(b)]),
  'Cast to integer': (b) => b.node('Cast', [b.floats('f', [3], [2.9, -2.9, 7])], { to: DataType.INT64 }),
  'Cast to float': (b) => b.node('Cast', [matrix(b)], { to: DataType.FLOAT }),
  'Cast to half': (b) => b.node('Cast', [b.floats('f', [2], [0.1, 2049])], { to: DataType.FLOAT16 }),
  'Cast to bool': (b) => b.node('Cast', [ints(b, 'z', [3], [0, 2, -1])], { to: DataType.BOOL }),
  Concat: (b) => b.node('Concat', [matrix(b), column(b), matrix2(b)], { axis: 1 }),
  'Concat rows': (b) => b.node('Concat', [matrix(b), matrix2(b)], { axis: -2 }),
  Gather: (b) => b.node('Gather', [matrix(b), ints(b, 'i', [2, 2], [2, 0, -1, 1])], { axis: 1 }),
  'Gather one': (b) => b.node('Gather', [matrix(b), ints(b, 'i', [], [1])]),
  Slice: (b) =>
    b.node('Slice', [matrix(b), b.ints('s', [-1]), b.ints('e', [-100]), b.ints('a', [1]), b.ints('t', [-2])]),
  'Slice to the end': (b) => b.node('Slice', [matrix(b), b.ints('s', [1]), longest(b), b.ints('a', [1])]),
  Transpose: (b) => b.node('Transpose', [matrix(b)]),
  'Transpose by order': (b) =>
    b.node('Transpose', [ints(b, 'x', [1, 2, 3], [1, 2, 3, 4, 5, 6])], { perm: [2, 0, 1] }),
  Reshape: (b) => b.node('Reshape', [matrix(b), b.ints('s', [-1, 2])]),
  Squeeze: (b) => b.node('Squeeze', [column(b), b.ints('a', [1])]),
  Unsqueeze: (b) => b.node('Unsqueeze', [matrix(b), b.ints('a', [0, 3])]),
  Expand: (b) => b.node('Expand', [column(b), b.ints('s', [2, 1, 3])]),
  Range: (b) => b.node('Range', [ints(b, 'f', [], [7]), ints(b, 'l', [], [-4]), ints(b, 'd', [], [-3])]),
  'Range float': (b) =>
    b.node('Range', [b.floats('f', [], [0]), b.floats('l', [], [1]), b.floats('d', [], [0.25])]),
  ConstantOfShape: (b) => b.node('ConstantOfShape', [b.ints('s', [2, 2])]),
  'ConstantOfShape with a value': (b) =>
    b.node('ConstantOfShape', [b.ints('s', [3])], { value: { tensor: int64Tensor('', [-1]) } }),
  ReduceProd: (b) => b.node('ReduceProd', [matrix(b)], { axes: [1], keepdims: 0 }),
  ReduceSum: (b) => b.node('ReduceSum', [matrix(b), b.ints('a', [0])]),
  'ReduceSum of all': (b) => b.node('ReduceSum', [matrix(b)], { keepdims: 0 }),
  ReduceMax: (b) => b.node('ReduceMax', [matrix(b)], { axes: [-1] }),
  ReduceMin: (b) => b.node('ReduceMin', [matrix(b)], { axes: [0, 1] }),
  Shape: (b) => b.node('Shape', [matrix(b)]),
  Size: (b) => b.node('Size', [matrix(b)]),
}

const matrix2 = (b: ModelBuilder) => ints(b, 'm2', [2, 3], [1, 2, 3, 4, 5, 6])
const column2 = (b: ModelBuilder) => ints(b, 'c2', [2, 1], [2, 5])
const longest = (b: ModelBuilder) => b.initializer(tensorFrom('e', [1], BigInt64Array.of(2n ** 63n - 1n)))

/** What is known of a value: the constant, or what evaluating its node gives. */
function known(value: Value | null): ReturnType<typeof evaluate> {
  const tensor = constantOf(value)
  if (tensor !== null) return constantFromTensor(tensor, 100)
  const node = value?.producer ?? null
  if (node === null) return null
  const inputs = node.inputs.map((input) => {
    const constant = known(input)
    return { dims: constant?.dims ?? null, constant }
  })
  return evaluate(node, inputs)
}

describe('evaluate, against ONNX Runtime', () => {
  it.each(Object.keys(CASES))('%s', async (name) => {
    const builder = new ModelBuilder({ opset: 15 })
    const value = CASES[name](builder)
    const result = known(value)
    if (result === null) throw new Error('not evaluated')
    builder.graph.addOutput(value, newValueInfo(value.name, result.type, null))
    const outputs = await runModel(builder.model, {})
    const stored = tensorFromConstant('t', result)
    expect(outputs[value.name]).toEqual({
      type: outputs[value.name].type,
      data: integersOf(stored),
      dims: dimsOf(stored),
    })
    expect([...result.data]).toEqual(outputs[value.name].data)
  })
})

describe('evaluate', () => {
  const of = (build: Case) => known(build(new ModelBuilder()))

  it.each([
    ['an integer division by zero', (b) => b.node('Div', [matrix(b), ints(b, 'z', [], [0])])],
    ['shapes that do not broadcast', (b) => b.node('Add', [matrix(b), ints(b, 'z', [2], [1, 2])])],
    ['an index outside', (b) => b.node('Gather', [matrix(b), ints(b, 'z', [], [2])])],
    [
      'a range without end',
      (b) => b.node('Range', [ints(b, 'f', [], [1]), ints(b, 'l', [], [2]), ints(b, 'd', [], [0])]),
    ],
    ['a function that is not exact', (b) => b.node('Exp', [reals(b)])],
    ['an operator of another domain', (b) => b.node('Add', [matrix(b), column(b)], {}, { domain: 'mine' })],
    ['an unknown input', (b) => b.node('Neg', [b.input('x', [1])])],
    ['text', (b) => b.node('Identity', [b.initializer(newTensor({ name: 't', dataType: DataType.STRING }))])],
  ] satisfies [string, Case][])('leaves alone %s', (_what, build) => expect(of(build)).toBeNull())

  it('follows a shape without the values', () => {
    const builder = new ModelBuilder()
    builder.node('Shape', [builder.input('x', null)])
    const [shape] = builder.graph.nodes
    expect(evaluate(shape, [{ dims: [2, 3], constant: null }])?.data).toEqual(Float64Array.of(2, 3))
    expect(evaluate(shape, [{ dims: null, constant: null }])).toBeNull()
  })
})

describe('constants', () => {
  it('keep the largest integer when they are written back', () => {
    const constant = constantFromTensor(tensorFrom('', [2], BigInt64Array.of(2n ** 63n - 1n, -5n)), 10)
    if (constant === null) throw new Error('not read')
    const bytes = tensorFromConstant('t', constant).rawData
    expect([...new BigInt64Array(bytes.buffer)]).toEqual([2n ** 63n - 1n, -5n])
  })

  it('are read up to a size', () => {
    expect(constantFromTensor(int64Tensor('', [1, 2, 3]), 2)).toBeNull()
    expect(constantFromTensor(int64Tensor('', [1, 2, 3]), 3)?.data).toEqual(Float64Array.of(1, 2, 3))
  })
})

describe('broadcasting', () => {
  it.each([
    [[2, 3], [3], [2, 3]],
    [
      [2, 1, 4],
      [3, 1],
      [2, 3, 4],
    ],
    [[], [5], [5]],
    [[0, 3], [1], [0, 3]],
    [[2], [3], null],
  ])('%j with %j is %j', (one, other, result) => expect(broadcast(one, other)).toEqual(result))

  it('repeats along axes of one', () => {
    expect(broadcastPositions([2, 1], [2, 3])).toEqual([0, 0, 0, 1, 1, 1])
    expect(broadcastPositions([3], [2, 3])).toEqual([0, 1, 2, 0, 1, 2])
  })
})
