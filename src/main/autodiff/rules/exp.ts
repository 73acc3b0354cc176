import { ofFirst } from '../rule.ts'

/** dx = dy · y. */
export const exp = ofFirst((node, upstream, context) => [context.mul(upstream, node.output)])
