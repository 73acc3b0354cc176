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
