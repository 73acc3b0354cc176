import { blocksOf } from './collapse.ts'
import type { GraphData } from './graph-data.ts'
import { COLOURINGS } from './node-colours.ts'

/** Of two graphs beside each other also by what differs. */
export const PAIR_COLOURINGS = ['difference', ...COLOURINGS] as const
export type PairColouring = (typeof PAIR_COLOURINGS)[number]

/** The colourings that some graphs have something to show for. */
export function offeredColourings<Choice extends PairColouring>(
  graphs: readonly GraphData[],
  all: readonly Choice[],
): Choice[] {
  const shows: Partial<Record<PairColouring, () => boolean>> = {
    time: () => graphs.some(({ nodes }) => nodes.some(({ share }) => share !== null)),
    block: () => graphs.some((graph) => blocksOf(graph).length > 0),
  }
  return all.filter((each) => shows[each]?.() ?? true)
}
