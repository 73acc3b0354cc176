import { useText } from '../../i18n/i18n.ts'
import { useFormat } from '../../i18n/use-format.ts'
import type { GraphData } from './graph-data.ts'

/** What the page answers: how much of a graph runs in INT8, or how long an engine takes. */
export function useGraphSummary(): (data: GraphData, totalMs: number | null) => string {
  const { t } = useText()
  const format = useFormat()
  return ({ kind, nodes }, totalMs) => {
    if (kind === 'engine') {
      const ms = totalMs === null ? null : format.number(totalMs, { digits: 3 })
      const time = ms === null ? '' : t('graphs.engineTime', { ms })
      return `${t('graphs.engineSummary', { count: nodes.length })} ${time}`.trim()
    }
    const layers = nodes.filter(({ layer }) => layer !== '')
    const quantized = layers.filter(({ precision }) => precision === 'int8').length
    const quantizers = nodes.filter(({ quantizer }) => quantizer).length
    return t('graphs.modelSummary', { nodes: nodes.length, layers: layers.length, quantized, quantizers })
  }
}
