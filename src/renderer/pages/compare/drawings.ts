import type { BarTableInput } from '../../charts/compare/bar-table.ts'
import type { DivergingInput } from '../../charts/compare/diverging-bars.ts'
import type { ScatterPoint, TradeOffInput } from '../../charts/compare/trade-off-frame.ts'
import type { DrawingSize } from '../../charts/drawing/shape-markup.ts'
import { figureStyle } from '../../figures/figure-style.ts'
import { metricTitle } from '../../figures/metric-title.ts'
import { text } from '../../i18n/i18n.ts'
import type { Format } from '../../i18n/use-format.ts'
import { PRECISIONS, precisionOf } from '../../theme/precision.ts'
import type { ClassDifference } from './class-differences.ts'
import type { ComparisonView } from './comparison-view.ts'
import { isBest } from './best.ts'
import { mergedCell, unitOf } from './merged-cells.ts'
import { accuracyNoise, metricOf } from './noise.ts'

/** Figures of the small multiples. */
const BARS = ['AP', 'AP50', 'APs', 'APm', 'APl', 'agreement', 'FPS', 'size'] as const

function describe(view: ComparisonView, accuracy: string, format: Format) {
  const { comparison } = view
  return ({ id, name, x, xNoise = 0 }: ScatterPoint): string[] => {
    const index = comparison.runs.findIndex((run) => run.id === id)
    const lines = [accuracy, 'FPS'].map((figure) => {
      const metric = metricOf(comparison, figure)
      if (metric === null) return ''
      const { text: value, difference } = mergedCell(metric, index, comparison, format)
      const noise =
        figure === 'FPS'
          ? format.number(xNoise, { significant: x < 100 ? 2 : 3 })
          : format.number(accuracyNoise(accuracy), { digits: 4 })
      const against = difference === null ? '' : `  (${difference})`
      return `${metricTitle(figure)} ${value} ± ${noise}${against}`
    })
    return [name, ...lines]
  }
}

/** The scatter of accuracy over speed, for the page and for reports. */
export function tradeOffOf(
  view: ComparisonView,
  points: readonly ScatterPoint[],
  accuracy: string,
  format: Format,
  size: DrawingSize,
): TradeOffInput {
  const { comparison, recommended } = view
  const chief = [comparison.baseline, ...(recommended === null ? [] : [recommended])]
  return {
    ...size,
    points,
    xTitle: 'FPS',
    yTitle: metricTitle(accuracy),
    writeX: (value) => format.number(value, { significant: 4 }),
    writeY: (value) => format.number(value, figureStyle(accuracy)),
    legend: {
      precisions: PRECISIONS.filter((each) => points.some(({ precision }) => precision === each)).map(
        (precision) => ({ precision, title: text(`common.precision.${precision}`) }),
      ),
      front: text('compare.front'),
      noise: text('compare.noise'),
      lineage: text('compare.lineage'),
    },
    chief: chief.map((index) => comparison.runs[index].id),
    describe: describe(view, accuracy, format),
  }
}

/** Bars of the main figures of some of the runs. */
export function barsOf(
  { comparison, labels }: ComparisonView,
  shown: readonly number[],
  format: Format,
  width: number,
): BarTableInput {
  return {
    width,
    baseline: shown.indexOf(comparison.baseline),
    rows: shown.map((index) => {
      const { id, kind } = comparison.runs[index]
      return { id, name: labels[index], precision: precisionOf(kind) }
    }),
    columns: BARS.flatMap((name) => {
      const metric = metricOf(comparison, name)
      if (metric === null || metric.values.every((value) => value === null)) return []
      const unit = unitOf(metric)
      return [
        {
          title: unit === '' ? metricTitle(name) : `${metricTitle(name)}, ${unit}`,
          values: shown.map((index) => metric.values[index]),
          write: (value: number) => format.number(value, figureStyle(name, metric.unit)),
          best: [...shown.keys()].filter((at) => isBest(metric, shown[at])),
        },
      ]
    }),
  }
}

/** Differences of classes as bars around zero. */
export function classBarsOf(
  rows: readonly ClassDifference[],
  figure: string,
  names: { run: string; baseline: string },
  format: Format,
  width: number,
): DivergingInput {
  const style = figureStyle(figure)
  return {
    width,
    title: text('compare.classAxis', { figure, ...names }),
    write: (difference) => format.number(difference, { ...style, sign: true }),
    rows: rows.map(({ id, name, from, to, difference, verdict }) => ({
      id: String(id),
      name,
      difference,
      detail: `${format.number(from, style)} → ${format.number(to, style)}`,
      verdict,
    })),
  }
}
