import type {
  SensitivityUnit,
  SensitivityView,
  StateFigures,
} from '../../../../shared/contract/sensitivity.ts'

/** What the harm of a unit is read from: its estimated share of the error, or what a state was measured at. */
export const MEASURES = ['estimate', 'ap', 'ap50', 'agreement', 'overlap', 'sqnr'] as const

export type Measure = (typeof MEASURES)[number]

/** A block or layer with what it costs to quantize it. */
export interface UnitRow extends SensitivityUnit {
  /** In the measure; null where it was not measured, was given up, or on no output that differs. */
  harm: number | null
  /** Ends of the interval that the harm lies in. */
  low: number | null
  high: number | null
}

type Analysis = Pick<SensitivityView, 'mode' | 'metric' | 'baselines' | 'units' | 'cumulative'>

/** A figure of a state; null where there is none. */
export function stateFigure(state: StateFigures, measure: Exclude<Measure, 'estimate'>): number | null {
  const { AP: ap, AP50: ap50, agreement, overlap, sqnr } = state
  return { ap, ap50, agreement, overlap, sqnr }[measure]
}

/** Figures that an analysis can be ranked by, its own first. */
export function measuresOf({ mode, metric, baselines, units }: Analysis): Measure[] {
  const own: Measure = mode === 'fast' ? 'estimate' : metric
  if (baselines === null || !units.some(({ measured }) => measured !== null)) return [own]
  const { quantized } = baselines
  return MEASURES.filter(
    (each) => each === own || (each !== 'estimate' && stateFigure(quantized, each) !== null),
  ).toSorted((one, other) => Number(other === own) - Number(one === own))
}

/** What quantizing a unit costs: what comes back with it float, or what goes with it alone quantized. */
function harmOf(unit: SensitivityUnit, measure: Measure, { mode, baselines }: Analysis): number | null {
  if (measure === 'estimate') return unit.value
  if (unit.measured === null || unit.givenUp || baselines === null) return null
  const base = stateFigure(mode === 'one-on' ? baselines.float : baselines.quantized, measure)
  const value = stateFigure(unit.measured, measure)
  if (base === null || value === null) return null
  return mode === 'one-on' ? base - value : value - base
}

/** An interval was told of the analysis's own figure and of no other. */
function endsOf(unit: SensitivityUnit, measure: Measure, harm: number | null, analysis: Analysis) {
  const { interval, value } = unit
  const isOwn = measure === (analysis.mode === 'fast' ? 'estimate' : analysis.metric)
  if (interval === null || value === null || harm === null || !isOwn) return { low: null, high: null }
  if (analysis.mode !== 'one-on')
    return { low: harm + interval.low - value, high: harm + interval.high - value }
  return { low: harm + value - interval.high, high: harm + value - interval.low }
}

/** The units with their harm in a measure, the most harmful first; those without it stay behind in their order. */
export function unitRows(analysis: Analysis, measure: Measure): UnitRow[] {
  const rows = analysis.units.map((unit) => {
    const harm = harmOf(unit, measure, analysis)
    return { ...unit, harm, ...endsOf(unit, measure, harm, analysis) }
  })
  const own = measure === (analysis.mode === 'fast' ? 'estimate' : analysis.metric)
  if (own) return rows
  return rows.toSorted((one, other) => (other.harm ?? -Infinity) - (one.harm ?? -Infinity))
}

/** Points of the curve of units made float one after the other, beginning with none; empty without one. */
export function cumulativePoints(
  { baselines, cumulative }: Analysis,
  measure: Exclude<Measure, 'estimate'>,
): [number, number | null][] {
  if (baselines === null || cumulative.length === 0) return []
  const first: [number, number | null] = [0, stateFigure(baselines.quantized, measure)]
  return [
    first,
    ...cumulative.map(({ float, measured }): [number, number | null] => [
      float,
      stateFigure(measured, measure),
    ]),
  ]
}
