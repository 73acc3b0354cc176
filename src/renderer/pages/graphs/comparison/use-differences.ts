import { computed } from 'vue'
import { useQueryParam } from '../../../shell/use-query-param.ts'
import type { GraphData } from '../graph-data.ts'
import { differenceIndex, nextIndex, parseSided, sidedText, type SidedNode } from './difference-index.ts'
import {
  DIFFERENCE_KINDS,
  graphDifferences,
  type DifferenceKind,
  type GraphDifference,
} from './graph-differences.ts'
import { alignedWithBlocks } from './with-blocks.ts'

/** How two graphs differ, which kinds are looked at, and what is chosen; the last two stand in the address. */
export function useDifferences(graphs: () => { left: GraphData; right: GraphData }) {
  const aligned = computed(() => alignedWithBlocks(graphs().left, graphs().right))
  const all = computed(() => graphDifferences(aligned.value.groups, aligned.value.left, aligned.value.right))
  const index = computed(() => ({
    left: differenceIndex(all.value, 'left'),
    right: differenceIndex(all.value, 'right'),
  }))

  const counts = computed(() =>
    DIFFERENCE_KINDS.map((kind) => ({
      kind,
      count: all.value.filter(({ kinds }) => kinds.includes(kind)).length,
    })).filter(({ count }) => count > 0),
  )
  const hiddenParam = useQueryParam('hide')
  const hidden = computed(() => new Set(hiddenParam.value.split(',')))
  function toggleKind(kind: DifferenceKind): void {
    const next = new Set(DIFFERENCE_KINDS.filter((each) => hidden.value.has(each)))
    if (!next.delete(kind)) next.add(kind)
    hiddenParam.value = [...next].join(',')
  }
  const listed = computed(() =>
    all.value.filter(({ kinds }) => kinds.some((kind) => !hidden.value.has(kind))),
  )

  const nodeParam = useQueryParam('node')
  const chosen = computed<SidedNode | null>({
    get: () => parseSided(nodeParam.value),
    set: (next) => (nodeParam.value = next === null ? '' : sidedText(next)),
  })
  const current = computed<GraphDifference | null>(() => {
    if (chosen.value === null) return null
    return index.value[chosen.value.side].get(chosen.value.id) ?? null
  })
  const at = computed(() => (current.value === null ? -1 : listed.value.indexOf(current.value)))

  return {
    aligned,
    all,
    index,
    counts,
    hidden,
    toggleKind,
    listed,
    chosen,
    current,
    at,
    /** The difference behind or before the chosen one. */
    neighbour: (step: 1 | -1): GraphDifference | undefined =>
      listed.value[nextIndex(listed.value.length, at.value, step)],
  }
}
