import type { PlainAttribute } from '../../../../src/main/onnx/attributes.ts'
import { DataType } from '../../../../src/main/onnx/proto.ts'
import { fresh, ofOne, type NumericCase, type NumericInput } from './case.ts'

const DIMS = [2, 3, 5]

function unary(
  opType: string,
  attributes: Record<string, PlainAttribute> = {},
  input: Omit<NumericInput, 'dims'> = {},
): NumericCase {
  const name = [opType, ...Object.keys(attributes)].join(' ')
  return ofOne(name, DIMS, (builder, x) => builder.node(opType, [x], attributes), input)
}

function clip(name: string, low: number | null, high: number | null): NumericCase {
  return ofOne(`Clip ${name}`, DIMS, (builder, x) => {
    const bound = (value: number | null) => (value === null ? null : builder.floats(fresh(), [], [value]))
    return builder.node('Clip', [x, bound(low), bound(high)])
  })
}

/** Shapes that broadcast in every way. */
const PAIRS: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['same shape', [2, 3, 4], [2, 3, 4]],
  ['a bias by channel', [2, 3, 4], [3, 1]],
  ['leading axes', [3, 4], [2, 3, 4]],
  ['both repeated', [2, 1, 4], [3, 1]],
  ['scalar', [], [3, 4]],
  ['one element', [3, 4], [1]],
]

function binary(opType: string, second: Omit<NumericInput, 'dims'> = { filling: 'between' }): NumericCase[] {
  return PAIRS.map(([name, a, b]) => ({
    name: `${opType} ${name}`,
    inputs: { a: { dims: a }, b: { dims: b, ...second } },
    build: (builder, inputs) => builder.node(opType, [inputs['a'], inputs['b']]),
  }))
}

const where: NumericCase[] = PAIRS.map(([name, a, b]) => ({
  name: `Where ${name}`,
  inputs: { c: { dims: [3, 1], fixed: true }, a: { dims: a }, b: { dims: b } },
  build: (builder, inputs) => {
    const condition = builder.node('Greater', [inputs['c'], builder.floats(fresh(), [], [0])])
    return builder.node('Where', [condition, inputs['a'], inputs['b']])
  },
}))

const swish: NumericCase[] = [
  ofOne('SiLU', DIMS, (builder, x) => builder.node('Mul', [x, builder.node('Sigmoid', [x])])),
  ofOne('SiLU the other way round', DIMS, (builder, x) =>
    builder.node('Mul', [builder.node('Sigmoid', [x]), x]),
  ),
  ofOne('SiLU whose sigmoid is read elsewhere', DIMS, (builder, x) => {
    const gate = builder.node('Sigmoid', [x])
    return [builder.node('Mul', [x, gate]), builder.node('Mul', [gate, gate])]
  }),
]

const pow: NumericCase[] = [
  ...[2, 3, 0.5, -1, 0].map((exponent) =>
    ofOne(
      `Pow ${exponent}`,
      DIMS,
      (builder, x) => builder.node('Pow', [x, builder.floats(fresh(), [], [exponent])]),
      { filling: 'positive' },
    ),
  ),
  ofOne('Pow by channel', [2, 3], (builder, x) =>
    builder.node('Pow', [x, builder.floats(fresh(), [3], [0, 1, 2])]),
  ),
  ofOne('Pow of an integer', DIMS, (builder, x) => builder.node('Pow', [x, builder.ints(fresh(), [3])]), {
    times: 0.5,
  }),
  {
    name: 'Pow of two tensors',
    inputs: { x: { dims: [2, 3], filling: 'positive' }, e: { dims: [3] } },
    build: (builder, { x, e }) => builder.node('Pow', [x, e]),
  },
]

const manyTensors: NumericCase[] = ['Sum', 'Max', 'Min'].map((opType) => ({
  name: `${opType} of three`,
  inputs: {
    a: { dims: [2, 3, 4], step: 0.02 },
    b: { dims: [3, 1], filling: 'between', step: 0.02 },
    c: { dims: [2, 1, 4], shift: 0.025, step: 0.02 },
  },
  build: (builder, { a, b, c }) => builder.node(opType, [a, b, c]),
}))

const twice: NumericCase[] = ['Add', 'Mul', 'Sub', 'Div'].map((opType) =>
  ofOne(`${opType} of a tensor and itself`, DIMS, (builder, x) => builder.node(opType, [x, x])),
)

export const ELEMENTWISE_CASES: readonly NumericCase[] = [
  ...[
    'Abs',
    'Atan',
    'Erf',
    'HardSwish',
    'Identity',
    'LeakyRelu',
    'Neg',
    'Relu',
    'Sigmoid',
    'Softplus',
    'Tanh',
  ].map((opType) => unary(opType)),
  unary('Cast', { to: DataType.FLOAT }),
  unary('Exp', {}, { times: 0.5 }),
  unary('HardSigmoid'),
  unary('HardSigmoid', { alpha: { float: 0.5 }, beta: { float: 0.4 } }),
  unary('LeakyRelu', { alpha: { float: 0.3 } }),
  unary('Log', {}, { filling: 'positive' }),
  unary('Reciprocal', {}, { filling: 'positive' }),
  unary('Sqrt', {}, { filling: 'positive' }),
  ofOne('Max of one', DIMS, (builder, x) => builder.node('Max', [x])),
  clip('both bounds', -0.6, 0.8),
  clip('lower bound', 0.2, null),
  clip('upper bound', null, 0.2),
  clip('no bound', null, null),
  ...binary('Add'),
  ...binary('Sub'),
  ...binary('Mul'),
  ...binary('Div', { filling: 'positive' }),
  ...binary('Max'),
  ...binary('Min'),
  ...twice,
  ...manyTensors,
  ...where,
  ...swish,
  ...pow,
]
