import { ofFirst } from '../rule.ts'

/** Passes where min ≤ x ≤ max, the bounds included (torch.clamp). */
export const clip = ofFirst((node, upstream, context) => {
  context.refuse(node, 1)
  const x = context.input(node, 0)
  const [lowest, highest] = [node.input(1), node.input(2)]
  const inside = [
    ...(lowest === null ? [] : [context.binary('GreaterOrEqual', x, lowest)]),
    ...(highest === null ? [] : [context.binary('LessOrEqual', x, highest)]),
  ]
  if (inside.length === 0) return [upstream]
  return [
    context.only(
      inside.reduce((one, other) => context.binary('And', one, other)),
      upstream,
    ),
  ]
})
