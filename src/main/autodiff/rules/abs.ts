import { ofFirst } from '../rule.ts'

/** dx = dy · sign(x), 0 at 0. */
export const abs = ofFirst((node, upstream, context) => [
  context.mul(upstream, context.unary('Sign', context.input(node, 0))),
])
