import { ofFirst } from '../rule.ts'

/** y = ln(1 + eˣ): dx = dy · sigmoid(x). */
export const softplus = ofFirst((node, upstream, context) => [
  context.mul(upstream, context.unary('Sigmoid', context.input(node, 0))),
])
