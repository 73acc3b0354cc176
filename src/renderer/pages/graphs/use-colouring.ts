import { computed } from 'vue'
import { useText } from '../../i18n/i18n.ts'
import { useQueryChoice } from '../../shell/use-query-param.ts'
import type { GraphData } from './graph-data.ts'
import { offeredColourings, type PairColouring } from './offered-colourings.ts'

/** What graphs are coloured by, as the address has it, and what else is offered; without a word there, the first. */
export function useColouring<Choice extends PairColouring>(
  graphs: () => readonly GraphData[],
  all: readonly [Choice, ...Choice[]],
) {
  const { t } = useText()
  const colouring = useQueryChoice('colour', all)
  const colourings = computed(() =>
    offeredColourings(graphs(), all).map((value) => ({ value, title: t(`graphs.colourings.${value}`) })),
  )
  return { colouring, colourings }
}
