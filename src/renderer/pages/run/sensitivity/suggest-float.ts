import type { SensitivityView } from '../../../../shared/contract/sensitivity.ts'
import { cumulativePoints, type Measure, type UnitRow } from './sensitivity-rows.ts'

/** More float layers than this are no longer an exception. */
const MOST = 10
/** Of what quantization costs in all, or of the whole error. */
const LEAST_SHARE = 0.1
/** Of what can come back at all, so much is enough. */
const ENOUGH = 0.9

/**
 * Units that are worth leaving float: with a cumulative curve the first ones, until it has brought back most of what it
 * brings back at all; else those that cost at least a tenth of the whole loss, and more than their interval leaves open.
 */
export function suggestFloat(
  analysis: Pick<SensitivityView, 'mode' | 'metric' | 'baselines' | 'units' | 'cumulative'>,
  rows: readonly UnitRow[],
  measure: Measure,
): string[] {
  const ofCurve = measure === 'estimate' ? [] : fromCurve(analysis, measure)
  if (ofCurve.length > 0) return ofCurve
  const whole = wholeLoss(rows)
  const worth = rows.filter(
    ({ harm, low }) => harm !== null && harm > 0 && harm >= LEAST_SHARE * whole && (low === null || low > 0),
  )
  return worth.slice(0, MOST).map(({ name }) => name)
}

function fromCurve(
  analysis: Pick<SensitivityView, 'mode' | 'metric' | 'baselines' | 'units' | 'cumulative'>,
  measure: Exclude<Measure, 'estimate'>,
): string[] {
  const points = cumulativePoints(analysis, measure)
  const [, start = null] = points[0] ?? []
  if (start === null) return []
  const best = Math.max(...points.map(([, value]) => value ?? -Infinity))
  if (best <= start) return []
  const enough = points.findIndex(([, value]) => value !== null && value - start >= ENOUGH * (best - start))
  return analysis.cumulative.slice(0, Math.min(enough, MOST)).map(({ name }) => name)
}

/** What all units cost together, as if losses added up. */
function wholeLoss(rows: readonly UnitRow[]): number {
  return rows.reduce((sum, { harm }) => sum + Math.max(0, harm ?? 0), 0)
}
