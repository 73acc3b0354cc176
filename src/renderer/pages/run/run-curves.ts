import type { RunDetail } from '../../../shared/contract/run.ts'
import type { LineSeries } from '../../charts/line-series.ts'
import { precisionOf } from '../../theme/precision.ts'
import { shortName } from './short-name.ts'

/** The curves that there are of single classes too, by their kind, with the words of title and axes. */
export const CLASS_CURVES = [
  { kind: 'precision-recall', title: 'precisionRecall', x: 'recall', y: 'precision' },
  { kind: 'f1-confidence', title: 'f1', x: 'confidence', y: 'f1' },
] as const

/** The curves of all classes together. */
export const CURVES = [
  ...CLASS_CURVES,
  { kind: 'precision-confidence', title: 'precision', x: 'confidence', y: 'precision' },
  { kind: 'recall-confidence', title: 'recall', x: 'confidence', y: 'recall' },
] as const

export type RunCurve = (typeof CURVES)[number]

/** A curve of several runs in one chart. */
export type CurveChart = RunCurve & { series: readonly LineSeries[] }

/**
 * A run's line beside that of `first`: in the colour of its precision, unless `first` has the same one. None where there
 * are no points.
 */
export function curveOf(
  run: RunDetail,
  first: RunDetail,
  points: readonly (readonly [number, number | null])[],
): LineSeries[] {
  if (points.length === 0) return []
  const precision = precisionOf(run.kind)
  const isOwn = run.id === first.id || precision !== precisionOf(first.kind)
  return [
    { name: shortName(run), points: [...points], ...(precision !== null && isOwn ? { precision } : {}) },
  ]
}
