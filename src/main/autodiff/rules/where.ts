import { ofFirst } from '../rule.ts'

export const where = ofFirst((node, upstream, context) => {
  const condition = context.input(node, 0)
  return [
    null,
    context.ifNeeded(node.input(1), () => context.only(condition, upstream)),
    context.ifNeeded(node.input(2), () => context.only(context.unary('Not', condition), upstream)),
  ]
})
