import { computed } from 'vue'
import type { TensorHistogram } from '../../../shared/contract/layer.ts'
import { useText } from '../../i18n/i18n.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { PALETTES } from '../../theme/tokens.ts'
import { useTheme } from '../../theme/use-theme.ts'
import { CALIBRATOR_COLOURS, CALIBRATOR_DASHES, CALIBRATORS, type AmaxMark } from './amax-marks.ts'

/** Two amax closer than this, relative to each other, are drawn as one line. */
const SAME = 1e-4

/** The lines of a tensor: every calibrator, what the run used, and what is tried. */
export function useAmaxMarks(histogram: () => TensorHistogram, trial: () => number | null) {
  const { t } = useText()
  const format = useFormat()
  const { theme } = useTheme()

  const calibrators = computed(() =>
    CALIBRATORS.flatMap((method): AmaxMark[] => {
      const amax = histogram().methods[method]
      if (amax === null || amax === undefined) return []
      const colour = CALIBRATOR_COLOURS[theme.value][method]
      return [{ id: method, label: method, amax, colour, dash: CALIBRATOR_DASHES[method] }]
    }),
  )
  const used = computed((): AmaxMark[] => {
    const { amax } = histogram()
    if (amax === null) return []
    return [
      { id: 'used', label: t('charts.tensor.used'), amax, colour: PALETTES[theme.value].text, strong: true },
    ]
  })
  const yours = computed((): AmaxMark[] => {
    const amax = trial()
    if (amax === null) return []
    return [
      {
        id: 'yours',
        label: t('charts.tensor.yours'),
        amax,
        colour: PALETTES[theme.value].accent,
        strong: true,
      },
    ]
  })
  /** All of them, the ones that fall on each other joined in one label. */
  const drawn = computed(() => {
    const [own] = used.value
    const others = calibrators.value.filter((mark) => own === undefined || !isSame(mark.amax, own.amax))
    const joined = calibrators.value.filter((mark) => !others.includes(mark)).map(({ label }) => label)
    const kept = own === undefined ? [] : [{ ...own, label: [own.label, ...joined].join(' = ') }]
    return [...others, ...kept, ...yours.value].map((mark) => ({
      ...mark,
      label: `${mark.label} ${format.number(mark.amax)}`,
    }))
  })
  const rows = computed(() => [...calibrators.value, ...used.value])
  return { drawn, rows }
}

function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) <= SAME * Math.max(one, other)
}
