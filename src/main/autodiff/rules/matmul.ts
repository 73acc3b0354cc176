import type { Value } from '../../onnx/value.ts'
import type { GradientContext } from '../context.ts'
import { ofFirst } from '../rule.ts'
import { sumTo } from '../unbroadcast.ts'

/** y = AB: dA = dy Bᵀ, dB = Aᵀ dy. Vectors count as a row or a column. */
export const matmul = ofFirst((node, upstream, context) => {
  const [a, b] = [context.input(node, 0), context.input(node, 1)]
  const [rows, columns] = [context.dims(a), context.dims(b)]
  const left = rows.length === 1 ? context.reshape(a, [1, ...rows]) : a
  const right = columns.length === 1 ? context.reshape(b, [...columns, 1]) : b
  const dims = [
    ...context.dims(upstream).slice(0, Math.max(rows.length, columns.length, 2) - 2),
    ...context.dims(left).slice(-2, -1),
    ...context.dims(right).slice(-1),
  ]
  const gradient = context.reshape(upstream, dims)
  const back = (full: Value, side: Value, input: Value) =>
    context.reshape(sumTo(context, full, context.dims(side)), context.dims(input))
  return [
    context.ifNeeded(a, () => back(context.matmul(gradient, context.flip(right)), left, a)),
    context.ifNeeded(b, () => back(rightGradient(left, right, gradient, context), right, b)),
  ]
})

/** One matrix for a whole batch gets its gradient in one product over all rows. */
function rightGradient(left: Value, right: Value, gradient: Value, context: GradientContext): Value {
  const { length } = context.dims(left)
  if (context.dims(right).length > 2 || length === 2) return context.matmul(context.flip(left), gradient)
  const stacked = (value: Value) => {
    const width = context.dims(value)[length - 1]
    return context.reshape(value, [context.size(value) / width, width])
  }
  return context.matmul(context.flip(stacked(left)), stacked(gradient))
}
