import { floatOf } from '../../onnx/attributes.ts'
import { ofFirst } from '../rule.ts'

/** dx = dy where x > 0, α dy elsewhere: dy · (α + (1 − α) · [x > 0]). */
export const leakyRelu = ofFirst((node, upstream, context) => {
  const alpha = floatOf(node.attributes, 'alpha', 0.01)
  const positive = context.toFloat(context.binary('Greater', context.input(node, 0), context.scalar(0)))
  const slope = context.add(context.mul(positive, context.scalar(1 - alpha)), context.scalar(alpha))
  return [context.mul(upstream, slope)]
})
