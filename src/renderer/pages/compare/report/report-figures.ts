import type { ComparedClass } from '../../../../shared/contract/comparison.ts'
import { barTableDrawing, barTableHeight } from '../../../charts/compare/bar-table.ts'
import { curveOverlayDrawing, type OverlayCurve } from '../../../charts/compare/curve-overlay.ts'
import { divergingDrawing, divergingHeight } from '../../../charts/compare/diverging-bars.ts'
import { tradeOffDrawing } from '../../../charts/compare/trade-off.ts'
import { drawingMarkup } from '../../../charts/drawing/shape-markup.ts'
import { metricTitle } from '../../../figures/metric-title.ts'
import { text } from '../../../i18n/i18n.ts'
import type { Format } from '../../../i18n/use-format.ts'
import { classDifferences, firstClassRun, type ClassFigure } from '../class-differences.ts'
import { chiefFirst, type ComparisonView } from '../comparison-view.ts'
import { barsOf, classBarsOf, tradeOffOf } from '../drawings.ts'
import { scatterPoints } from '../scatter-points.ts'
import type { ReportFigure } from './report-data.ts'

/** What of the view on show goes into its report. */
export interface ReportChoice {
  accuracy: string
  /** Index of the run whose classes are shown; null: the first worth looking at. */
  classRun: number | null
  classFigure: ClassFigure
}

const WIDTH = 1072
const MOST_BARS = 40
const MOST_CLASSES = 25

function tradeOff(view: ComparisonView, accuracy: string, format: Format): ReportFigure[] {
  const points = scatterPoints(view.comparison, view.labels, accuracy)
  if (points.length < 2) return []
  const size = { width: WIDTH, height: 420 }
  const title = text('compare.scatter', { accuracy: metricTitle(accuracy) })
  const drawing = tradeOffDrawing(tradeOffOf(view, points, accuracy, format, size))
  return [{ title, markup: drawingMarkup(drawing, size, title) }]
}

function bars(view: ComparisonView, format: Format): ReportFigure {
  const shown = chiefFirst(view)
    .slice(0, MOST_BARS)
    .toSorted((a, b) => a - b)
  const title = text('compare.bars')
  const size = { width: WIDTH, height: barTableHeight(shown.length) }
  return { title, markup: drawingMarkup(barTableDrawing(barsOf(view, shown, format, WIDTH)), size, title) }
}

function classBars(
  view: ComparisonView,
  classes: readonly ComparedClass[],
  { classRun, classFigure }: ReportChoice,
  format: Format,
): ReportFigure[] {
  const index = classRun ?? firstClassRun(view.comparison, classes, view.recommended)
  if (index === null) return []
  const rows = classDifferences(view.comparison, classes, index, classFigure).slice(0, MOST_CLASSES)
  if (rows.length === 0) return []
  const names = { run: view.labels[index], baseline: view.labels[view.comparison.baseline] }
  const title = text('compare.classTitle', { figure: classFigure, run: names.run })
  const size = { width: WIDTH, height: divergingHeight(rows.length) }
  const drawing = divergingDrawing(classBarsOf(rows, classFigure, names, format, WIDTH))
  return [{ title, markup: drawingMarkup(drawing, size, title) }]
}

function precisionRecall(curves: readonly OverlayCurve[], format: Format): ReportFigure[] {
  if (curves.length === 0) return []
  const size = { width: WIDTH, height: 380 }
  const title = text('compare.curvesTitle')
  const drawing = curveOverlayDrawing({
    ...size,
    curves,
    xTitle: text('compare.recall'),
    yTitle: text('compare.precision'),
    write: (value) => format.number(value, { digits: 1 }),
  })
  return [{ title, markup: drawingMarkup(drawing, size, title) }]
}

/** The charts of the page, drawn for a report. */
export function reportFigures(
  view: ComparisonView,
  classes: readonly ComparedClass[],
  curves: readonly OverlayCurve[],
  choice: ReportChoice,
  format: Format,
): ReportFigure[] {
  return [
    ...tradeOff(view, choice.accuracy, format),
    bars(view, format),
    ...classBars(view, classes, choice, format),
    ...precisionRecall(curves, format),
  ]
}
