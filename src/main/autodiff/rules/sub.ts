import { ofFirst } from '../rule.ts'

export const sub = ofFirst((node, upstream, context) => [
  upstream,
  context.ifNeeded(node.input(1), () => context.unary('Neg', upstream)),
])
