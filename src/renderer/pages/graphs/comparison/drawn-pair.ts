import type { DrawnGraph } from '../collapse.ts'
import type { LaidOut } from '../use-layout.ts'
import type { Side } from './difference-index.ts'
import type { GraphDifference } from './graph-differences.ts'
import type { Anchor } from './linked-views.ts'

/** As what each node is drawn: itself, or the block that it is folded into. */
export function drawnIds({ nodes }: DrawnGraph): Map<string, string> {
  return new Map(
    nodes.flatMap(({ id, members }) => [
      [id, id] as const,
      ...members.map((member) => [member.id, id] as const),
    ]),
  )
}

/** What is drawn on the other side for something that is drawn on this one. */
export function partnersOfDrawn(
  id: string,
  from: DrawnGraph,
  index: ReadonlyMap<string, GraphDifference>,
  other: Side,
  drawnInOther: ReadonlyMap<string, string>,
): string[] {
  if (drawnInOther.has(id) && from.nodes.some((node) => node.id === id && node.members.length > 0))
    return [id]
  const members = from.nodes.find((node) => node.id === id)?.members.map((member) => member.id) ?? []
  const ids = members.length > 0 ? members : [id]
  const partners = ids.flatMap((each) => index.get(each)?.group[other] ?? [])
  return [...new Set(partners.flatMap((node) => drawnInOther.get(node.id) ?? []))]
}

/** Where the same things lie in both pictures. */
export function anchorsOf(
  differences: readonly GraphDifference[],
  left: LaidOut,
  right: LaidOut,
): { toRight: Anchor[]; toLeft: Anchor[] } {
  const drawn = { left: drawnIds(left.graph), right: drawnIds(right.graph) }
  const toRight = new Map<string, Anchor>()
  for (const { left: a, right: b } of differences) {
    if (a === null || b === null) continue
    const [idA = '', idB = ''] = [drawn.left.get(a.id), drawn.right.get(b.id)]
    const [from, to] = [left.layout.nodes[idA], right.layout.nodes[idB]]
    if (from !== undefined && to !== undefined) toRight.set(`${idA} ${idB}`, { from, to })
  }
  const anchors = [...toRight.values()]
  return { toRight: anchors, toLeft: anchors.map(({ from, to }) => ({ from: to, to: from })) }
}
