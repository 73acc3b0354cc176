import { describe, expect, it } from 'vitest'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { runGradients } from '../run-gradients.ts'

/** Gradient of an operator on one vector, for an upstream gradient of ones. */
async function gradientAt(
  values: readonly number[],
  build: (builder: ModelBuilder, x: Value) => Value,
  outputs = values.length,
): Promise<number[]> {
  const builder = new ModelBuilder({ opset: 18 })
  const x = builder.input('x', [values.length])
  const { gradients } = await runGradients({
    builder,
    outputs: [build(builder, x)],
    wrt: [x],
    feeds: { x: { data: Float32Array.from(values), dims: [values.length] } },
    upstream: [new Float32Array(outputs).fill(1)],
  })
  // −0 and 0 are the same gradient.
  return Array.from(gradients[0].data, (value) => value + 0)
}

describe('gradients where there is no slope or more than one', () => {
  it('Pow at 0 follows torch.pow', async () => {
    const pow = (exponents: number[]) => (builder: ModelBuilder, x: Value) =>
      builder.node('Pow', [x, builder.floats('e', [exponents.length], exponents)])
    expect(await gradientAt([0, 0, 0, 5], pow([0, 1, 2, 0]))).toEqual([0, 1, 0, 0])
  })

  it('Pow leaves the exponent of 0 alone', async () => {
    const grown = await gradientAt([2, 1], (builder, x) =>
      builder.node('Pow', [builder.floats('base', [2], [0, 1]), x]),
    )
    expect(grown).toEqual([0, 0])
  })

  it('Abs has no slope at 0', async () => {
    expect(await gradientAt([-1, 0, 2], (builder, x) => builder.node('Abs', [x]))).toEqual([-1, 0, 1])
  })

  it('Max and Min share between equal tensors', async () => {
    const against = (opType: string) => (builder: ModelBuilder, x: Value) =>
      builder.node(opType, [x, builder.floats('other', [3], [1, 2, 3])])
    expect(await gradientAt([0, 2, 5], against('Max'))).toEqual([0, 0.5, 1])
    expect(await gradientAt([0, 2, 5], against('Min'))).toEqual([1, 0.5, 0])
  })

  it('ReduceMax and ReduceMin share between equal elements', async () => {
    const reduced = (opType: string) => (builder: ModelBuilder, x: Value) => builder.node(opType, [x])
    expect(await gradientAt([3, 1, 3, 1], reduced('ReduceMax'), 1)).toEqual([0.5, 0, 0.5, 0])
    expect(await gradientAt([3, 1, 3, 1], reduced('ReduceMin'), 1)).toEqual([0, 0.5, 0, 0.5])
  })

  it('MaxPool chooses the first of equal elements, rows before columns', async () => {
    const pooled = (builder: ModelBuilder, x: Value) => {
      const image = builder.node('Reshape', [x, builder.ints('shape', [1, 1, 2, 3])])
      return builder.node('MaxPool', [image], { kernel_shape: [2, 3] })
    }
    expect(await gradientAt([0, 0, 7, 7, 0, 0], pooled, 1)).toEqual([0, 0, 1, 0, 0, 0])
  })
})
