import { ofFirst } from '../rule.ts'

/** dx = dy · y (1 − y). */
export const sigmoid = ofFirst(({ output: y }, upstream, context) => [
  context.mul(upstream, context.mul(y, context.sub(context.scalar(1), y))),
])
