import { constantOf } from '../../onnx/constants.ts'
import { floatsOf } from '../../onnx/tensor.ts'
import type { Node } from '../../onnx/node.ts'
import type { Value } from '../../onnx/value.ts'
import type { GradientContext } from '../context.ts'
import { ofFirst } from '../rule.ts'

/** y = xᵉ: dx = dy · e · xᵉ⁻¹ (0 where e = 0), de = dy · y · ln x (0 where x = 0), as torch.pow has them. */
export const pow = ofFirst((node, upstream, context) => {
  const [x, exponent] = [context.input(node, 0), context.input(node, 1)]
  return [
    context.ifNeeded(x, () => context.mul(upstream, slope(x, exponent, context))),
    context.ifNeeded(exponent, () => context.mul(upstream, growth(node, x, context))),
  ]
})

function slope(x: Value, exponent: Value, context: GradientContext): Value {
  const stored = constantOf(exponent)
  const fixed = stored === null ? null : Array.from(floatsOf(stored))
  if (fixed?.length === 1 && fixed[0] === 2) return context.mul(x, context.scalar(2))
  const power = context.toFloat(exponent)
  const lower = context.binary('Pow', x, context.sub(power, context.scalar(1)))
  const all = context.mul(lower, power)
  if (fixed !== null && !fixed.includes(0)) return all
  return where(context, context.binary('Equal', power, context.scalar(0)), all)
}

function growth(node: Node, x: Value, context: GradientContext): Value {
  const all = context.mul(node.output, context.unary('Log', x))
  return where(context, context.binary('Equal', x, context.scalar(0)), all)
}

/** 0 where the condition holds, even where the value is no number. */
function where(context: GradientContext, condition: Value, value: Value): Value {
  return context.emit('Where', [condition, context.scalar(0), value], context.dims(value))
}
