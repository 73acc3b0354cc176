import { computed } from 'vue'
import type { LayerEvidence } from '../../../shared/contract/layer.ts'
import { useText } from '../../i18n/i18n.ts'
import { useFormat } from '../../i18n/use-format.ts'

/** How the harm of a layer is titled and written, which depends on what the sensitivity analysis measured. */
export function useHarmStyle(evidence: () => LayerEvidence | undefined) {
  const { t } = useText()
  const format = useFormat()
  return computed(() => {
    const sensitivity = evidence()?.sensitivity
    const number =
      (digits: number, factor = 1) =>
      (value: number) =>
        format.number(value * factor, { digits })
    if (sensitivity == null) return { title: '', unit: '', text: number(3) }
    const { mode, metric } = sensitivity
    if (mode === 'fast') return { title: t('layers.harm.share'), unit: '%', text: number(1, 100) }
    if (metric === 'sqnr') return { title: t('layers.harm.sqnr'), unit: 'dB', text: number(2) }
    return { title: t(`layers.harm.${metric}`), unit: '', text: number(4) }
  })
}
