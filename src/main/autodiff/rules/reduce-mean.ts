import { reductionOf, spread } from '../reduction.ts'
import { ofFirst } from '../rule.ts'

export const reduceMean = ofFirst((node, upstream, context) => [
  spread(node, upstream, context, reductionOf(node, context).count),
])
