import { computed } from 'vue'
import type { EngineExplanation } from '../../../shared/contract/engine-explanation.ts'
import { useText } from '../../i18n/i18n.ts'
import { useFormat } from '../../i18n/use-format.ts'

/** What an explanation comes to, in one sentence. */
export function useVerdict(explanation: () => EngineExplanation | null) {
  const { t } = useText()
  const format = useFormat()
  return computed(() => {
    const found = explanation()
    if (found === null) return t('engines.summary')
    if (found.engine !== null) {
      const { graph, reformatMs } = found.engine
      const layers = graph.layers.length
      if (graph.totalMs === null) return t('engines.verdictUntimed', { layers })
      const share = graph.totalMs === 0 ? 0 : (reformatMs ?? 0) / graph.totalMs
      return t('engines.verdict', {
        ms: format.number(graph.totalMs, { digits: 3 }),
        layers,
        share: format.percent(share, 1),
      })
    }
    const layers = found.forecast?.layers ?? []
    return t('engines.verdictForecast', {
      int8: layers.filter(({ precision }) => precision === 'int8').length,
      layers: layers.length,
      reformats: found.forecast?.engine.reformats.length ?? 0,
    })
  })
}
