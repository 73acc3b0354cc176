import type { Value } from '../../onnx/value.ts'
import { floatOf, intOf } from '../../onnx/attributes.ts'
import { ofFirst } from '../rule.ts'

/**
 * y = α A′B′ + β C, where A′ and B′ may be transposed: dA′ = α dy B′ᵀ, dB′ = α A′ᵀ dy, dC = β dy; what is transposed
 * is computed transposed.
 */
export const gemm = ofFirst((node, upstream, context) => {
  const alpha = floatOf(node.attributes, 'alpha', 1)
  const beta = floatOf(node.attributes, 'beta', 1)
  const [transA, transB] = [intOf(node.attributes, 'transA', 0), intOf(node.attributes, 'transB', 0)]
  const [a, b, c] = [context.input(node, 0), context.input(node, 1), node.input(2)]
  const product = (like: Value, inputs: Value[], transposed: readonly [number, number]) =>
    context.emit('Gemm', inputs, context.dims(like), {
      alpha: { float: alpha },
      transA: transposed[0],
      transB: transposed[1],
    })
  return [
    context.ifNeeded(a, () =>
      transA === 0 ? product(a, [upstream, b], [0, 1 - transB]) : product(a, [b, upstream], [transB, 1]),
    ),
    context.ifNeeded(b, () =>
      transB === 0 ? product(b, [a, upstream], [1 - transA, 0]) : product(b, [upstream, a], [1, transA]),
    ),
    context.ifNeeded(c, () => (beta === 1 ? upstream : context.mul(upstream, context.scalar(beta)))),
  ]
})
