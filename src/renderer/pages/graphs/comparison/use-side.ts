import { computed } from 'vue'
import { collapsed } from '../collapse.ts'
import type { GraphData } from '../graph-data.ts'
import { useLayout } from '../use-layout.ts'
import { drawnIds } from './drawn-pair.ts'

/** What is drawn of one of the two graphs, and where. */
export function useSide(
  data: () => GraphData,
  open: () => ReadonlySet<string>,
  noteOf: (count: number) => string,
) {
  const drawn = computed(() => collapsed(data(), open(), noteOf))
  return { drawn, drawnId: computed(() => drawnIds(drawn.value)), layout: useLayout(() => drawn.value) }
}
