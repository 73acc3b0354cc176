import { floatOf } from '../../onnx/attributes.ts'
import { ofFirst } from '../rule.ts'

/** y = min(max(αx + β, 0), 1): the slope is α between the bounds, 0 at them (torch). */
export const hardSigmoid = ofFirst((node, upstream, context) => {
  const alpha = context.scalar(floatOf(node.attributes, 'alpha', 0.2))
  const above = context.binary('Greater', node.output, context.scalar(0))
  const below = context.binary('Less', node.output, context.scalar(1))
  return [context.only(context.binary('And', above, below), context.mul(upstream, alpha))]
})
