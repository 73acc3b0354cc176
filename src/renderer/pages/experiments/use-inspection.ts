import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { absolutePathSchema } from '../../../shared/contract/values.ts'
import { ask } from '../../engine/ask.ts'
import { engine } from '../../engine/client.ts'
import { useSettled } from './use-settled.ts'

/** What the engine says of a model, asked when the path rests. */
export function useInspection(path: () => string) {
  const settled = useSettled(path)
  const known = computed(() => absolutePathSchema.safeParse(settled.value).success)
  const { data, error, isFetching } = useQuery(
    computed(() => ({
      ...ask(engine.models.inspect, { path: settled.value }),
      enabled: known.value,
      staleTime: 60_000,
    })),
  )
  /** Of the path as it stands, not of the one before. */
  const inspection = computed(() => (known.value && settled.value === path() ? (data.value ?? null) : null))
  const failure = computed(() => (known.value && settled.value === path() ? error.value : null))
  return { inspection, failure, busy: isFetching }
}
