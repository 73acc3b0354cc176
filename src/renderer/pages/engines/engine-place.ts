import { computed } from 'vue'
import type { EngineSource } from '../../../shared/contract/engine.ts'
import { useQueryParam } from '../../shell/use-query-param.ts'

/** An engine by run or by files; null where neither is named. */
function sourceOf(run: string, layers: string, profile: string): EngineSource | null {
  if (run !== '') return { run }
  if (layers === '') return null
  return { layers, ...(profile === '' ? {} : { profile }) }
}

/** The engine that the address names, and the model to hold it against. */
export function useEnginePlace() {
  const run = useQueryParam('run')
  const layers = useQueryParam('layers')
  const profile = useQueryParam('profile')
  const model = useQueryParam('model')
  return { source: computed(() => sourceOf(run.value, layers.value, profile.value)), model }
}

/** The engine that the address compares with. */
export function useOtherEngine() {
  const run = useQueryParam('with')
  const layers = useQueryParam('withLayers')
  const profile = useQueryParam('withProfile')
  return computed({
    get: () => sourceOf(run.value, layers.value, profile.value),
    set: (source: EngineSource | null) => {
      const files = source === null || 'run' in source ? null : source
      run.value = source !== null && 'run' in source ? source.run : ''
      layers.value = files?.layers ?? ''
      profile.value = files?.profile ?? ''
    },
  })
}

const ENDINGS = /\.(?:engine\.)?(?:graph\.|layers?\.)?json$|\.log$|\.txt$/i

/** What a file of layers is called on the page: `resnet-qat.onnx`. */
export function engineFileName(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? path
  return name.replace(ENDINGS, '') || name
}

/** The address of a source's graph, at a layer. */
export function graphRoute(source: EngineSource, layer?: number) {
  return { path: '/graphs', query: { ...source, ...(layer === undefined ? {} : { node: String(layer) }) } }
}
