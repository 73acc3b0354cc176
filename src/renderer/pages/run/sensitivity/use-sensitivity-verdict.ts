import { computed } from 'vue'
import type { SensitivityView } from '../../../../shared/contract/sensitivity.ts'
import { useText } from '../../../i18n/i18n.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import { stateFigure, type Measure, type UnitRow } from './sensitivity-rows.ts'
import { useMeasureStyle } from './use-measure-style.ts'

/** What an analysis answers, in one sentence. */
export function useSensitivityVerdict(
  view: () => SensitivityView | undefined,
  rows: () => readonly UnitRow[],
  measure: () => Measure,
) {
  const { t } = useText()
  const format = useFormat()
  const style = useMeasureStyle(() => view()?.mode ?? 'one-off', measure)

  return computed(() => {
    const [worst] = rows()
    const analysis = view()
    if (worst === undefined || analysis === undefined) return ''
    const { mode, baselines } = analysis
    const chosen = measure()
    if (worst.harm === null || worst.harm <= 0) return t(`sensitivity.verdict.none.${analysis.by}`)
    if (chosen === 'estimate')
      return t('sensitivity.verdict.estimate', { layer: worst.name, share: format.percent(worst.harm, 1) })
    const figure = (state: NonNullable<typeof baselines>['float'] | null | undefined) => {
      const value = state == null ? null : stateFigure(state, chosen)
      // Only SQNR of equal outputs is missing here.
      return value === null ? '∞' : style.value.text(value)
    }
    const values = {
      layer: worst.name,
      measure: style.value.title,
      unit: style.value.unit === '' ? '' : ` ${style.value.unit}`,
      value: figure(worst.measured),
      quantized: figure(baselines?.quantized),
      float: figure(baselines?.float),
    }
    return t(mode === 'one-on' ? 'sensitivity.verdict.oneOn' : 'sensitivity.verdict.oneOff', values)
  })
}
