import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { RecipePatch } from '../../../shared/contract/recipe-patch.ts'
import { ask } from '../../engine/ask.ts'
import { engine } from '../../engine/client.ts'
import { floatModelOf, quantizedBy } from './experiment-origin.ts'

/**
 * Where a change of the recipe becomes an experiment: the one that quantized the engine's model done again, else a new
 * one on the float model.
 */
export function useExperimentLink(asked: () => { run: string | null; model: string }) {
  const read = (id: () => string | null) =>
    useQuery(
      computed(() => ({ ...ask(engine.runs.get, { id: id() ?? '' }), enabled: id() !== null, retry: false })),
    ).data
  const run = read(() => asked().run)
  const maker = read(() => (run.value === undefined ? null : quantizedBy(run.value)))
  const jobId = computed(() => maker.value?.jobId ?? null)
  const job = useQuery(
    computed(() => ({
      ...ask(engine.jobs.get, { id: jobId.value ?? '' }),
      enabled: jobId.value !== null,
      retry: false,
    })),
  ).data
  const repeated = computed(() => {
    const kind = job.value?.experiment?.kind
    return kind === 'ptq' || kind === 'run' ? jobId.value : null
  })

  return (patch: RecipePatch) => {
    const apply = JSON.stringify(patch)
    if (repeated.value !== null) return { path: '/experiments', query: { job: repeated.value, apply } }
    const model = floatModelOf(run.value) || asked().model
    return { path: '/experiments', query: { kind: 'ptq', ...(model === '' ? {} : { model }), apply } }
  }
}

export type ExperimentLink = ReturnType<typeof useExperimentLink>
