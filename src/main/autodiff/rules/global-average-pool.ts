import { ofFirst } from '../rule.ts'

export const globalAveragePool = ofFirst((node, upstream, context) => {
  const dims = context.dims(context.input(node, 0))
  const share = context.scalar(context.size(upstream) / context.size(context.input(node, 0)))
  return [context.expand(context.mul(upstream, share), dims)]
})
