import { fresh, ofOne, type NumericCase } from './case.ts'

const REDUCTIONS = ['ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceSumSquare']

export const REDUCTION_CASES: readonly NumericCase[] = [
  ...REDUCTIONS.flatMap((opType) => [
    ...[0, 1].flatMap((keepdims) => [
      ofOne(`${opType} of two axes, keepdims ${keepdims}`, [2, 3, 4], (builder, x) =>
        builder.node(opType, [x, builder.ints(fresh(), [-1, 0])], { keepdims }),
      ),
      ofOne(`${opType} of all axes, keepdims ${keepdims}`, [2, 3], (builder, x) =>
        builder.node(opType, [x], { keepdims }),
      ),
    ]),
    ofOne(`${opType} of no axis`, [2, 3], (builder, x) =>
      builder.node(opType, [x], { noop_with_empty_axes: 1 }),
    ),
  ]),
  ...[-1, 0, 1].map((axis) =>
    ofOne(`Softmax axis ${axis}`, [2, 3, 4], (builder, x) => builder.node('Softmax', [x], { axis })),
  ),
  ofOne('Softmax of the last axis unless told', [2, 3], (builder, x) => builder.node('Softmax', [x])),
]
