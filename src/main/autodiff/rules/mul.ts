import type { Node } from '../../onnx/node.ts'
import type { Value } from '../../onnx/value.ts'
import type { GradientContext } from '../context.ts'
import { ofFirst } from '../rule.ts'

/** y = ab: da = dy · b, db = dy · a. */
export const mul = ofFirst((node, upstream, context) => {
  const [a, b] = [context.input(node, 0), context.input(node, 1)]
  if (isSigmoidOf(b, a)) return [swishGradient(node, b, upstream, context), null]
  if (isSigmoidOf(a, b)) return [null, swishGradient(node, a, upstream, context)]
  return [
    context.ifNeeded(a, () => context.mul(upstream, b)),
    context.ifNeeded(b, () => context.mul(upstream, a)),
  ]
})

function isSigmoidOf(value: Value, input: Value): boolean {
  return value.producer?.is('Sigmoid') === true && value.producer.input(0) === input
}

/**
 * y = x · s with s = sigmoid(x), which passes all of its gradient to x at once: dx = dy · (s + y (1 − s)). Four passes
 * over memory where the two operators by themselves take seven.
 */
function swishGradient(node: Node, sigmoid: Value, upstream: Value, context: GradientContext): Value {
  const rest = context.mul(node.output, context.sub(context.scalar(1), sigmoid))
  return context.mul(upstream, context.add(sigmoid, rest))
}
