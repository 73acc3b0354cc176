import type { DrawnNode } from '../collapse.ts'
import { DIFFERENCE_KINDS, type DifferenceKind, type GraphDifference } from './graph-differences.ts'

export type Side = 'left' | 'right'
export const SIDES = ['left', 'right'] as const satisfies readonly Side[]

/** A node of one of the two graphs, as the address names it: `left.12`. */
export interface SidedNode {
  side: Side
  id: string
}

export const sidedText = ({ side, id }: SidedNode) => `${side}.${id}`

export function parseSided(text: string): SidedNode | null {
  const side = SIDES.find((each) => text.startsWith(`${each}.`))
  return side === undefined ? null : { side, id: text.slice(side.length + 1) }
}

/** The difference that each node of a side belongs to. */
export function differenceIndex(
  differences: readonly GraphDifference[],
  side: Side,
): Map<string, GraphDifference> {
  return new Map(
    differences.flatMap((difference) => difference.group[side].map(({ id }) => [id, difference] as const)),
  )
}

/** What weighs most of what differs in a drawn node, or in the nodes of a block; null where nothing does. */
export function kindOfDrawn(
  { id, members }: DrawnNode,
  index: ReadonlyMap<string, GraphDifference>,
): DifferenceKind | null {
  const ids = members.length > 0 ? members.map((member) => member.id) : [id]
  const found = new Set(ids.flatMap((each) => index.get(each)?.kinds ?? []))
  // A block with more quantizers is no block that one side lacks.
  const whole = ids.every((each) => index.get(each)?.kinds.some((kind) => ONLY.has(kind)))
  const counted = DIFFERENCE_KINDS.filter((kind) => found.has(kind) && (whole || !ONLY.has(kind)))
  return counted[0] ?? (found.size > 0 ? 'quantizers' : null)
}

const ONLY: ReadonlySet<DifferenceKind> = new Set(['onlyLeft', 'onlyRight'])

/** The place of the next difference behind (or before) one, around the ends. */
export function nextIndex(count: number, current: number, step: 1 | -1): number {
  if (current < 0) return step === 1 ? 0 : count - 1
  return (current + step + count) % count
}
