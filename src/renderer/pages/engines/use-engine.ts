import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { EngineSource } from '../../../shared/contract/engine.ts'
import { ask } from '../../engine/ask.ts'
import { engine } from '../../engine/client.ts'

/** An engine explained: what was built, or of a model alone what will be. */
export function useEngine(asked: () => { source: EngineSource | null; model: string }) {
  const query = useQuery(
    computed(() => {
      const { source, model } = asked()
      const input = {
        ...(source === null ? {} : { engine: source }),
        ...(model === '' ? {} : { model }),
      }
      const enabled = source !== null || model !== ''
      return { ...ask(engine.engines.explain, input), enabled, retry: false }
    }),
  )
  /** What the pages show: the engine, else what it will be. */
  const shown = computed(() => query.data.value?.engine ?? query.data.value?.forecast?.engine ?? null)
  const foretold = computed(() => query.data.value?.engine === null)
  return { query, explanation: query.data, shown, foretold }
}
