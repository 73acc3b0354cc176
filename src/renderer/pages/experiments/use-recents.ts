import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { ask } from '../../engine/ask.ts'
import { engine } from '../../engine/client.ts'
import { recentModels, recentSources } from './recents.ts'

/** Models that the engine knows: for quantizing, those that lie outside the store of runs. */
export function useRecentModels(ownOnly: () => boolean) {
  const models = useQuery(ask(engine.models.list))
  return computed(() => recentModels(models.data.value ?? [], ownOnly()))
}

/** Datasets that the engine knows, each with its split. */
export function useRecentSources() {
  const datasets = useQuery(ask(engine.datasets.list))
  return computed(() => recentSources(datasets.data.value ?? []))
}
