import { computed } from 'vue'
import type { SensitivityView } from '../../../../shared/contract/sensitivity.ts'
import { useText } from '../../../i18n/i18n.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import type { Measure } from './sensitivity-rows.ts'

/** How a unit's harm and the figures of states are titled and written in a measure. */
export function useMeasureStyle(mode: () => SensitivityView['mode'], measure: () => Measure) {
  const { t } = useText()
  const format = useFormat()
  return computed(() => {
    const chosen = measure()
    const title = t(`sensitivity.measures.${chosen}`)
    if (chosen === 'estimate') {
      const text = (value: number) => format.number(value * 100, { digits: 1 })
      return { title, harmTitle: title, unit: '%', digits: 1, text, harm: text }
    }
    const digits = chosen === 'sqnr' ? 2 : 4
    return {
      title,
      harmTitle: t(mode() === 'one-on' ? 'sensitivity.lost' : 'sensitivity.back', { measure: title }),
      unit: chosen === 'sqnr' ? 'dB' : '',
      digits,
      text: (value: number) => format.number(value, { digits }),
      harm: (value: number) => format.number(value, { digits, sign: true }),
    }
  })
}
