import type { SearchPointView, SearchView } from '../../../../shared/contract/search.ts'
import { tableAsCsv } from '../../../charts/chart-table.ts'
import type { FrontPoint } from '../../../charts/FrontChart.vue'
import type { TableSort } from '../../../components/data-table.ts'

/** The figure that points of a search are compared by. */
export function pointValue(
  { measured }: Pick<SearchPointView, 'measured'>,
  metric: SearchView['metric'],
): number | null {
  return metric === 'ap' ? measured.AP : measured.agreement
}

/** Whether a point reaches what was asked for with everything quantized. */
export function needsNothing(
  { target }: Pick<SearchView, 'target'>,
  { isMet, units }: Pick<SearchPointView, 'isMet' | 'units'>,
): boolean {
  return target.kind !== 'budget' && isMet && units.length === 0
}

/** Points as the chart has them; those without the figure are left out. */
export function frontPoints(
  { points, metric, chosen }: Pick<SearchView, 'points' | 'metric' | 'chosen'>,
  nameOf: (point: SearchPointView) => string,
): FrontPoint[] {
  return points.flatMap((point) => {
    const y = pointValue(point, metric)
    if (y === null) return []
    const { step, cost, front, isMet } = point
    return [
      {
        ...{ id: String(step), name: nameOf(point), x: cost, y, low: null, high: null, front },
        met: isMet,
        chosen: step === chosen,
      },
    ]
  })
}

const FIGURES: Record<string, (point: SearchPointView) => number | null> = {
  step: ({ step }) => step,
  float: ({ floatLayers }) => floatLayers.length,
  cost: ({ cost }) => cost,
  AP: ({ measured }) => measured.AP,
  AP50: ({ measured }) => measured.AP50,
  agreement: ({ measured }) => measured.agreement,
  sqnr: ({ measured }) => measured.sqnr,
  met: ({ isMet }) => Number(isMet),
  seconds: ({ milliseconds }) => milliseconds / 1000,
}

/** A figure of a point by the id of its column. */
export function figureOfPoint(point: SearchPointView, column: string): number | null {
  return FIGURES[column]?.(point) ?? null
}

/** Points in the order of a column; at first by cost, the cheapest first. */
export function sortPoints(points: readonly SearchPointView[], sort: TableSort | null): SearchPointView[] {
  const { column, descending } = sort ?? { column: 'cost', descending: false }
  const sign = descending ? -1 : 1
  return points.toSorted((a, b) => {
    const [one, other] = [figureOfPoint(a, column), figureOfPoint(b, column)]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return sign * (one - other) || a.step - b.step
  })
}

/** All points with all figures in full. */
export function pointsAsCsv({
  points,
  cost,
  chosen,
}: Pick<SearchView, 'points' | 'cost' | 'chosen'>): string {
  return tableAsCsv({
    columns: [
      ...['step', 'float layers', `cost (${cost.unit})`, 'AP', 'AP50', 'agreement', 'output SQNR dB'],
      ...['meets the target', 'front', 'chosen', 'ms', 'float', 'exclude', 'run'],
    ],
    rows: points.map(
      ({ step, floatLayers, measured, isMet, front, milliseconds, exclude, run, ...point }) => [
        ...[
          step,
          floatLayers.length,
          point.cost,
          measured.AP,
          measured.AP50,
          measured.agreement,
          measured.sqnr,
        ],
        ...[Number(isMet), Number(front), Number(step === chosen), milliseconds],
        ...[floatLayers.join(' '), exclude.join(' '), run],
      ],
    ),
  })
}
