import type { PlainAttribute } from '../../../../src/main/onnx/attributes.ts'
import { tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import type { ModelBuilder } from '../../../support/build-graph.ts'
import { fresh, ofOne, type NumericCase } from './case.ts'

type Attributes = Record<string, PlainAttribute>

/** An operator on x with constant lists of integers behind it; null leaves one out. */
function withLists(
  opType: string,
  name: string,
  x: readonly number[],
  lists: readonly (readonly number[] | null)[],
  attributes: Attributes = {},
  opset = 18,
): NumericCase {
  const one = ofOne(`${opType} ${name}`, x, (builder, input) => {
    const inputs = lists.map((list) => (list === null ? null : builder.ints(fresh(), list)))
    return builder.node(opType, [input, ...inputs], attributes)
  })
  return { ...one, opset }
}

const concat: NumericCase[] = [1, -1].map((axis) => ({
  name: `Concat axis ${axis}`,
  inputs: { a: { dims: [2, 2, 3] }, b: { dims: axis === 1 ? [2, 1, 3] : [2, 2, 2] } },
  build: (builder, { a, b }) => builder.node('Concat', [a, b, a], { axis }),
}))

const someNeeded: NumericCase = {
  name: 'Concat of which one part is fixed',
  inputs: { a: { dims: [2, 3], fixed: true }, b: { dims: [2, 2] }, c: { dims: [2, 1] } },
  build: (builder, { a, b, c }) => builder.node('Concat', [b, a, c], { axis: 1 }),
}

function split(
  name: string,
  sizes: readonly number[] | null,
  attributes: Attributes,
  kept: readonly number[],
) {
  return ofOne(`Split ${name}`, [2, 6], (builder, x) => {
    const inputs = sizes === null ? [x] : [x, builder.ints(fresh(), sizes)]
    const outputs = ['first', 'second', 'third']
    const pieces = builder.nodes('Split', inputs, attributes, { outputs })
    return kept.map((index) => builder.node('Mul', [pieces[index], pieces[index]]))
  })
}

function gather(
  name: string,
  axis: number,
  dims: readonly number[],
  indices: readonly number[],
): NumericCase {
  return ofOne(`Gather ${name}`, [3, 4, 2], (builder, x) => {
    const tensor = tensorFrom(fresh(), dims, BigInt64Array.from(indices, BigInt))
    return builder.node('Gather', [x, builder.initializer(tensor)], { axis })
  })
}

function resize(
  name: string,
  x: readonly number[],
  target: { scales?: readonly number[]; sizes?: readonly number[] },
  attributes: Attributes = {},
): NumericCase {
  return ofOne(`Resize ${name}`, x, (builder: ModelBuilder, input: Value) => {
    const { scales, sizes } = target
    const inputs = [
      input,
      null,
      scales === undefined ? null : builder.floats(fresh(), [scales.length], scales),
      ...(sizes === undefined ? [] : [builder.ints(fresh(), sizes)]),
    ]
    return builder.node('Resize', inputs, attributes)
  })
}

const COORDINATES = [
  'half_pixel',
  'half_pixel_symmetric',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
]
const ROUNDINGS = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil']

const resizes: NumericCase[] = [
  ...COORDINATES.flatMap((coordinate_transformation_mode) => [
    ...ROUNDINGS.flatMap((nearest_mode) =>
      [2, 3].map((scale) =>
        resize(
          `nearest ${coordinate_transformation_mode} ${nearest_mode} ×${scale}`,
          [1, 1, 3, 2],
          { scales: [1, 1, scale, scale] },
          { coordinate_transformation_mode, nearest_mode },
        ),
      ),
    ),
    resize(
      `linear ${coordinate_transformation_mode}`,
      [1, 2, 3, 4],
      { scales: [1, 1, 2, 1.5] },
      { mode: 'linear', coordinate_transformation_mode },
    ),
  ]),
  resize('nearest to a size', [1, 2, 4, 3], { sizes: [1, 2, 6, 2] }),
  resize('linear to a smaller size', [1, 1, 5, 4], { sizes: [1, 1, 3, 2] }, { mode: 'linear' }),
  resize(
    'some axes',
    [1, 2, 2, 3],
    { scales: [2, 3] },
    { axes: [2, 3], coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
  ),
  resize(
    'last axes first',
    [1, 1, 2, 3],
    { scales: [3, 2] },
    { axes: [-1, -2], coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
  ),
  resize('one spatial axis', [1, 2, 3], { scales: [1, 1, 2] }),
  resize(
    'channels too',
    [1, 2, 2, 2],
    { scales: [1, 2, 2, 1] },
    { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
  ),
]

const slices: NumericCase[] = [
  withLists(
    'Slice',
    'of two axes',
    [2, 5, 4],
    [
      [1, -3],
      [4, 99],
      [1, -1],
    ],
  ),
  withLists(
    'Slice',
    'without axes',
    [3, 5],
    [
      [1, 0],
      [3, 4],
    ],
  ),
  withLists(
    'Slice',
    'steps',
    [1, 7, 6],
    [
      [1, 0],
      [7, 6],
      [1, 2],
      [3, 2],
    ],
  ),
  withLists(
    'Slice',
    'backwards',
    [7, 6],
    [
      [-1, 4],
      [-99, 0],
      [0, 1],
      [-1, -3],
    ],
  ),
  withLists('Slice', 'of one element', [4, 3], [[2], [3], [0], [5]]),
]

const pads: NumericCase[] = [
  withLists('Pad', 'with zeros', [2, 3], [[1, 0, 2, 1]]),
  withLists('Pad', 'taking away', [4, 5], [[-1, 1, 2, -2]]),
  withLists('Pad', 'some axes', [2, 3, 2], [[1, 2], null, [-1]]),
  ...['edge', 'reflect'].flatMap((mode) => [
    withLists('Pad', mode, [3, 4], [[1, 2, 2, 3]], { mode }),
    withLists('Pad', `${mode} of one axis`, [2, 4, 2], [[2, 1], null, [1]], { mode }),
    withLists('Pad', `${mode} of a vector`, [4], [[2, 1]], { mode }),
  ]),
  withLists('Pad', 'wrap', [3, 4], [[1, 2, 2, 3]], { mode: 'wrap' }, 19),
]

const shapes: NumericCase[] = [
  withLists('Reshape', 'with a copied and an open axis', [2, 3, 4], [[0, -1, 2]]),
  withLists('Flatten', 'axis 2', [2, 3, 2], [], { axis: 2 }),
  withLists('Flatten', 'axis 0', [2, 3], [], { axis: 0 }),
  withLists('Squeeze', 'some axes', [1, 3, 1, 2], [[0, -2]]),
  withLists('Squeeze', 'all axes', [1, 3, 1, 2], []),
  withLists('Unsqueeze', 'two axes', [3, 2], [[0, -1]]),
  withLists('Expand', 'inner and leading axes', [3, 1], [[2, 1, 4]]),
  withLists('Transpose', 'permuted', [2, 3, 4], [], { perm: [2, 0, 1] }),
  withLists('Transpose', 'reversed', [2, 3, 4], []),
  withLists('Transpose', 'axes of size 1', [1, 3, 1, 2], [], { perm: [2, 1, 0, 3] }),
]

export const LAYOUT_CASES: readonly NumericCase[] = [
  ...concat,
  someNeeded,
  split('by sizes', [1, 3, 2], { axis: -1 }, [0, 1, 2]),
  split('evenly', null, { axis: 1, num_outputs: 3 }, [0, 1, 2]),
  split('with a piece that is not used', [1, 3, 2], { axis: 1 }, [0, 2]),
  gather('one index', 1, [], [2]),
  gather('a list with repeats', 0, [4], [2, 0, 2, 2]),
  gather('counted from the end', -1, [2], [-1, 0]),
  gather('a matrix of indices', 1, [2, 2], [3, 0, 0, 1]),
  ...slices,
  ...pads,
  ...shapes,
  ...resizes,
]
