import { ofFirst } from '../rule.ts'

/** dx = dy / 2y. */
export const sqrt = ofFirst(({ output: y }, upstream, context) => [
  context.div(upstream, context.mul(y, context.scalar(2))),
])
