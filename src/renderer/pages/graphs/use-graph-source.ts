import { useQuery } from '@tanstack/vue-query'
import { computed, toRaw } from 'vue'
import { ask } from '../../engine/ask.ts'
import { engine } from '../../engine/client.ts'
import { useQueryParam } from '../../shell/use-query-param.ts'
import { engineData } from './engine-data.ts'
import { modelData } from './model-data.ts'

export const fileName = (path: string) => path.split(/[\\/]/).at(-1) ?? path

/** Before the names of what the address says of the second graph. */
export const SECOND = 'with-'
/** What names a graph in the address. */
export const SOURCE_NAMES = ['path', 'run', 'layers', 'profile'] as const

/** The graph that the address names: a model file, a run's model, or an engine's layers with their profile. */
export function useGraphSource(prefix: '' | typeof SECOND = '') {
  const path = useQueryParam(`${prefix}path`)
  const runId = useQueryParam(`${prefix}run`)
  const layersPath = useQueryParam(`${prefix}layers`)
  const profilePath = useQueryParam(`${prefix}profile`)

  const run = useQuery(
    computed(() => ({ ...ask(engine.runs.get, { id: runId.value }), enabled: runId.value !== '' })),
  )
  const artifact = (role: string) =>
    run.data.value?.artifacts.find((each) => each.role === role && each.path !== null)?.path ?? ''
  const isEngine = computed(() => run.data.value?.kind === 'engine' && artifact('layers') !== '')
  const layers = computed(() => layersPath.value || (isEngine.value ? artifact('layers') : ''))
  const profile = computed(() => profilePath.value || (isEngine.value ? artifact('profile') : ''))
  const model = computed(() => {
    if (layers.value !== '') return ''
    return path.value || artifact('output') || run.data.value?.model?.path || ''
  })

  const modelQuery = useQuery(
    computed(() => ({
      ...ask(engine.models.graph, { path: model.value }),
      enabled: model.value !== '',
      retry: false,
    })),
  )
  const engineQuery = useQuery(
    computed(() => ({
      ...ask(engine.engines.graph, {
        layers: layers.value,
        ...(profile.value === '' ? {} : { profile: profile.value }),
      }),
      enabled: layers.value !== '',
      retry: false,
    })),
  )
  const query = computed(() => (layers.value === '' ? modelQuery : engineQuery))
  // Raw: going through thousands of nodes by way of their proxies takes seconds.
  const data = computed(() => {
    const [engineGraph, modelGraph] = [toRaw(engineQuery.data.value), toRaw(modelQuery.data.value)]
    if (layers.value !== '') return engineGraph && engineData(engineGraph)
    return modelGraph && modelData(modelGraph)
  })
  const title = computed(() => run.data.value?.name ?? fileName(layers.value || model.value))
  const named = computed(() => [path, runId, layersPath].some(({ value }) => value !== ''))
  /** Runs whose tensors have views of their own. */
  const quantizedRun = computed(() => {
    const kind = run.data.value?.kind
    return kind === 'ptq' || kind === 'qat' ? runId.value : null
  })
  return {
    data,
    title,
    named,
    model,
    /** The model that the run began with, where another file is shown. */
    origin: computed(() => {
      const from = run.data.value?.model?.path ?? ''
      return from === model.value ? '' : from
    }),
    totalMs: computed(() => (layers.value === '' ? null : (engineQuery.data.value?.totalMs ?? null))),
    isEngine: computed(() => layers.value !== ''),
    trained: computed(() => run.data.value?.kind === 'qat'),
    quantizedRun,
    pending: computed(() => (runId.value !== '' && run.isPending.value) || query.value.isPending.value),
    error: computed(() => run.error.value ?? query.value.error.value),
    retry: () => {
      void run.refetch()
      void query.value.refetch()
    },
  }
}
