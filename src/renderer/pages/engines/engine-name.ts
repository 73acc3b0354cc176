import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { EngineSource } from '../../../shared/contract/engine.ts'
import { ask } from '../../engine/ask.ts'
import { engine } from '../../engine/client.ts'
import { engineFileName } from './engine-place.ts'

/** What an engine is called: the name of its run, or of its file. */
export function useEngineName(source: () => EngineSource | null) {
  const id = computed(() => {
    const now = source()
    return now !== null && 'run' in now ? now.run : null
  })
  const run = useQuery(
    computed(() => ({ ...ask(engine.runs.get, { id: id.value ?? '' }), enabled: id.value !== null })),
  )
  return computed(() => {
    const now = source()
    if (now === null) return ''
    return 'run' in now ? (run.data.value?.name ?? now.run) : engineFileName(now.layers)
  })
}
