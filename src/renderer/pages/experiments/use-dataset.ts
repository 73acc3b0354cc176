import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { ask } from '../../engine/ask.ts'
import { engine } from '../../engine/client.ts'
import { absolutePathSchema } from '../../../shared/contract/values.ts'
import { pathsOf, sourceOf, type SourceState } from './source-state.ts'
import { useSettled } from './use-settled.ts'

/** What the engine finds at a source, asked when typing rests. */
export function useDataset(source: () => SourceState) {
  const settled = useSettled(source, 500)
  const complete = computed(() =>
    pathsOf(settled.value, true).every((path) => absolutePathSchema.safeParse(path).success),
  )
  const { data, error, isFetching } = useQuery(
    computed(() => ({
      ...ask(engine.datasets.open, { source: sourceOf(settled.value) }),
      enabled: complete.value,
      staleTime: 60_000,
    })),
  )
  const current = computed(() => complete.value && JSON.stringify(settled.value) === JSON.stringify(source()))
  return {
    health: computed(() => (current.value ? (data.value ?? null) : null)),
    failure: computed(() => (current.value ? error.value : null)),
    busy: isFetching,
  }
}
