import type { NumberStyle } from '../i18n/format.ts'
import type { FigureStyle } from './figure-style.ts'

export type Verdict = 'better' | 'worse' | 'noise' | 'unknown'

/** Whether a value differs from its baseline by more than noise, and if so, for better or worse. */
export function judgeDifference(
  value: number,
  baseline: number,
  better: 'higher' | 'lower' | null,
  { noise }: Pick<FigureStyle, 'noise'>,
): Verdict {
  const difference = value - baseline
  const limit = 'absolute' in noise ? noise.absolute : noise.relative * Math.abs(baseline)
  if (difference === 0 || Math.abs(difference) < limit) return 'noise'
  if (better === null) return 'unknown'
  return difference > 0 === (better === 'higher') ? 'better' : 'worse'
}

/** Decimals of a figure that is written with so many digits that count. */
function decimals(value: number, significant: number): number {
  const before = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
  return Math.max(0, Math.min(6, significant - 1 - before))
}

/** A difference ends at the same decimal as what it is the difference to. */
export function differenceStyle(style: NumberStyle, baseline: number | null): NumberStyle {
  const digits = style.digits ?? decimals(baseline ?? 0, style.significant ?? 4)
  return { digits, sign: true }
}
