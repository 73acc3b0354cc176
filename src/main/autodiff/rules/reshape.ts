import { ofFirst } from '../rule.ts'

/** For every operator that only gives the same elements another shape: Reshape, Flatten, Squeeze, Unsqueeze. */
export const reshape = ofFirst((node, upstream, context) => [
  context.reshape(upstream, context.dims(context.input(node, 0))),
])
