import { ofFirst } from '../rule.ts'

/** dx = dy · (1 − y²). */
export const tanh = ofFirst(({ output: y }, upstream, context) => [
  context.mul(upstream, context.sub(context.scalar(1), context.mul(y, y))),
])
