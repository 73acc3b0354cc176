import { reductionOf } from '../reduction.ts'
import { ofFirst } from '../rule.ts'

/** y = Σ x²: dx = 2x dy, with the small factor doubled first. */
export const reduceSumSquare = ofFirst((node, upstream, context) => {
  const twice = context.mul(upstream, context.scalar(2))
  return [context.mul(context.input(node, 0), context.reshape(twice, reductionOf(node, context).kept))]
})
