import { ofFirst } from '../rule.ts'

/** dx = dy / x. */
export const log = ofFirst((node, upstream, context) => [context.div(upstream, context.input(node, 0))])
