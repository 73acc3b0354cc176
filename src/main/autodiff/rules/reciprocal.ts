import { ofFirst } from '../rule.ts'

/** y = 1/x: dx = −dy · y². */
export const reciprocal = ofFirst(({ output: y }, upstream, context) => [
  context.unary('Neg', context.mul(upstream, context.mul(y, y))),
])
