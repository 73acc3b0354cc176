import { ofFirst } from '../rule.ts'

/** Passes where x > 0; nothing at 0. */
export const relu = ofFirst((node, upstream, context) => [
  context.only(context.binary('Greater', node.output, context.scalar(0)), upstream),
])
