import { ofFirst } from '../rule.ts'

/** y = a / b: da = dy / b, db = −y · dy / b. */
export const div = ofFirst((node, upstream, context) => {
  const [a, b] = [context.input(node, 0), context.input(node, 1)]
  const share = context.div(upstream, b)
  return [share, context.ifNeeded(b, () => context.unary('Neg', context.mul(share, context.div(a, b))))]
})
