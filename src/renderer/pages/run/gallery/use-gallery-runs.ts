import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { RunDetail, RunSummary } from '../../../../shared/contract/run.ts'
import { ask } from '../../../engine/ask.ts'
import { engine } from '../../../engine/client.ts'

const MOST_OFFERED = 200

/** Runs that a run's images can be held against: evaluated on the same data, its own lineage first. */
export function useGalleryRuns(run: () => RunDetail) {
  const dataset = computed(() => run().datasets.find(({ role }) => role === 'evaluation')?.id)
  const query = useQuery(
    computed(() => ({
      ...ask(engine.runs.list, {
        datasetId: dataset.value,
        statuses: ['done' as const],
        metrics: ['AP'],
        limit: MOST_OFFERED,
      }),
      enabled: dataset.value !== undefined,
      staleTime: 30_000,
    })),
  )
  const own = computed<RunSummary[]>(() => [...run().ancestors.toReversed(), run(), ...run().descendants])
  const candidates = computed(() => {
    const measured = (query.data.value?.runs ?? []).filter(({ metrics }) => 'AP' in metrics)
    const near = new Set([...own.value.map(({ id }) => id)])
    const group = run().groupId
    const distance = ({ id, groupId }: RunSummary) =>
      near.has(id) ? 0 : group !== null && groupId === group ? 1 : 2
    return measured.toSorted((a, b) => distance(a) - distance(b) || b.createdAt - a.createdAt)
  })
  const byId = computed(() => new Map([...candidates.value, ...own.value].map((each) => [each.id, each])))
  return { candidates, byId }
}
