import { ofFirst } from '../rule.ts'

/** dx = dy / (1 + x²). */
export const atan = ofFirst((node, upstream, context) => {
  const x = context.input(node, 0)
  return [context.div(upstream, context.add(context.mul(x, x), context.scalar(1)))]
})
