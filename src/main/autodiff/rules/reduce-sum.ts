import { spread } from '../reduction.ts'
import { ofFirst } from '../rule.ts'

export const reduceSum = ofFirst((node, upstream, context) => [spread(node, upstream, context, 1)])
