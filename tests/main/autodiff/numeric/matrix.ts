import type { NumericCase } from './case.ts'

function matmul(a: readonly number[], b: readonly number[]): NumericCase {
  return {
    name: `MatMul [${a.join(', ')}] by [${b.join(', ')}]`,
    inputs: { a: { dims: a }, b: { dims: b } },
    build: (builder, inputs) => builder.node('MatMul', [inputs['a'], inputs['b']]),
  }
}

const BIASES: readonly (readonly number[] | null)[] = [[4], [3, 1], [1, 4], [3, 4], [1], null]

const gemm: NumericCase[] = [0, 1].flatMap((transA) =>
  [0, 1].flatMap((transB) =>
    BIASES.map((c) => ({
      name: `Gemm transA ${transA} transB ${transB}, bias ${c === null ? 'none' : c.join('×')}`,
      inputs: {
        a: { dims: transA === 1 ? [2, 3] : [3, 2] },
        b: { dims: transB === 1 ? [4, 2] : [2, 4] },
        ...(c === null ? {} : { c: { dims: c } }),
      },
      build: (builder, { a, b, c }) =>
        builder.node('Gemm', [a, b, c ?? null], {
          transA,
          transB,
          alpha: { float: transA === transB ? 1 : 0.7 },
          beta: { float: transA === 0 ? 1 : -1.3 },
        }),
    })),
  ),
)

export const MATRIX_CASES: readonly NumericCase[] = [
  ...gemm,
  matmul([3, 4], [4, 2]),
  matmul([2, 3, 4], [4, 2]),
  matmul([2, 3, 4], [2, 4, 2]),
  matmul([3, 4], [2, 4, 2]),
  matmul([2, 1, 3, 4], [3, 4, 2]),
  matmul([4], [4, 2]),
  matmul([3, 4], [4]),
  matmul([4], [4]),
  matmul([4], [2, 4, 3]),
  matmul([2, 3, 4], [4]),
]
