import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { ask } from '../../engine/ask.ts'
import { engine } from '../../engine/client.ts'
import { referenceOf } from './reference.ts'

/** A running run is read again so often. */
const LIVE_MS = 2000

/** A run, the run that it is measured against, and what of it is still on its way. */
export function useRun(id: Ref<string>, against: Ref<string>) {
  const query = useQuery(
    computed(() => ({
      ...ask(engine.runs.get, { id: id.value }),
      refetchInterval: ({ state }: { state: { data?: { status: string } } }) =>
        state.data?.status === 'running' ? LIVE_MS : (false as const),
    })),
  )
  const chosen = computed(() =>
    query.data.value === undefined ? null : referenceOf(query.data.value, against.value),
  )
  const referenceQuery = useQuery(
    computed(() => ({
      ...ask(engine.runs.get, { id: chosen.value?.id ?? '' }),
      enabled: chosen.value !== null,
    })),
  )
  const reference = computed(() => (chosen.value === null ? null : (referenceQuery.data.value ?? null)))
  return { query, run: query.data, reference }
}
