import { ofFirst } from '../rule.ts'

/** dx = dy · 2/√π · exp(−x²). */
export const erf = ofFirst((node, upstream, context) => {
  const x = context.input(node, 0)
  const bell = context.unary('Exp', context.unary('Neg', context.mul(x, x)))
  return [context.mul(context.mul(upstream, bell), context.scalar(2 / Math.sqrt(Math.PI)))]
})
