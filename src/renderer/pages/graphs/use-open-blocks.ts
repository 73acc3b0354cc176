import { computed } from 'vue'
import { useQueryParam } from '../../shell/use-query-param.ts'
import { blocksOf, FEW_NODES } from './collapse.ts'
import type { GraphData } from './graph-data.ts'

const ALL = 'all'
const NONE = 'none'

/**
 * Which blocks of one or two graphs are open, as the address has it; without a word there, all of a small graph and none
 * of a large one.
 */
export function useOpenBlocks(graphs: () => readonly GraphData[]) {
  const openParam = useQueryParam('open')
  const blocks = computed(() => [...new Set(graphs().flatMap(blocksOf))])
  const few = computed(() => graphs().every(({ nodes }) => nodes.length <= FEW_NODES))
  const open = computed(() => {
    const words = openParam.value === '' ? (few.value ? ALL : NONE) : openParam.value
    if (words === ALL) return new Set(blocks.value)
    return new Set(words === NONE ? [] : words.split(','))
  })
  const allOpen = computed(() => blocks.value.every((block) => open.value.has(block)))

  function setOpen(next: Set<string>): void {
    const every = blocks.value.every((block) => next.has(block))
    openParam.value = every ? ALL : next.size === 0 ? NONE : [...next].join(',')
  }
  /** @returns whether there is such a block. */
  function toggle(block: string): boolean {
    if (!blocks.value.includes(block)) return false
    const next = new Set(open.value)
    if (!next.delete(block)) next.add(block)
    setOpen(next)
    return true
  }
  return {
    blocks,
    open,
    allOpen,
    toggle,
    toggleAll: () => setOpen(new Set(allOpen.value ? [] : blocks.value)),
    /** Opens the blocks that are folded. */
    reveal: (wanted: readonly string[]) => {
      const folded = wanted.filter((block) => blocks.value.includes(block) && !open.value.has(block))
      if (folded.length > 0) setOpen(new Set([...open.value, ...folded]))
    },
  }
}
