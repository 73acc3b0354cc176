import { paretoFront } from '../pareto.ts'
import { markShape } from '../drawing/mark-shape.ts'
import type { PlacedLabel } from '../drawing/place-labels.ts'
import { placesIn, plotAxes, type PlotFrame } from '../drawing/plot-frame.ts'
import { group, line, path, rect, through, words, type Shape } from '../drawing/shape.ts'
import { lineageArrows } from './lineage.ts'
import { noiseBars } from './noise-bars.ts'
import { tooltipAt } from './tooltip.ts'
import {
  ALL_NAMED,
  MARK,
  SAME_SPEED,
  tradeOffFrame,
  type ScatterPoint,
  type TradeOffInput,
} from './trade-off-frame.ts'
import { tradeOffLabels } from './trade-off-labels.ts'
import { legendShapes } from './trade-off-legend.ts'

function labelShapes(label: PlacedLabel, isChief: boolean): Shape[] {
  const { x, y, labelX, labelY, anchor, text, box, led } = label
  const name = words(labelX, labelY, text, {
    anchor,
    fill: isChief ? 'var(--text)' : 'var(--text-second)',
    'font-weight': isChief ? 600 : 400,
    stroke: 'var(--surface)',
    'stroke-width': 3,
    'paint-order': 'stroke',
    'stroke-linejoin': 'round',
  })
  if (!led) return [name]
  const nearX = Math.min(Math.max(x, box.left), box.right)
  const nearY = y < box.top ? box.top + 1 : y > box.bottom ? box.bottom - 1 : y
  return [line(x, y, nearX, nearY, { stroke: 'var(--line-strong)', 'stroke-dasharray': '1 2' }), name]
}

function pointShapes(point: ScatterPoint, frame: PlotFrame, isPointed: boolean): Shape {
  const at = placesIn(frame)
  const [x, y] = [at.x(point.x), at.y(point.y)]
  const area = rect(x - 10, y - 10, 20, 20, { fill: 'transparent' })
  const mark = markShape(point.precision, x, y, isPointed ? MARK + 4 : MARK)
  return { ...group([mark, { ...area, screenOnly: true }]), pick: point.id }
}

/**
 * Accuracy over speed, more being better in both: marks by precision, the Pareto front dashed, noise as bars, thin
 * arrows from a run to what was made of it, names beside their marks.
 */
export function tradeOffDrawing(input: TradeOffInput): Shape[] {
  const { points, chief, pointed = null, describe } = input
  if (points.length === 0) return []
  const frame = tradeOffFrame(input)
  const at = placesIn(frame)
  const front = paretoFront(points, SAME_SPEED).map(({ x, y }): [number, number] => [at.x(x), at.y(y)])
  const over = points.find(({ id }) => id === pointed)
  const labels = tradeOffLabels(input)
  // Noise and lineage of hundreds of points would hide the points.
  const chosen = points.length <= ALL_NAMED ? points : labels
  const shown = new Set(chosen.map(({ id }) => id))
  return [
    legendShapes(input.legend, frame.left),
    plotAxes(frame),
    path(through(front), {
      fill: 'none',
      stroke: 'var(--accent)',
      'stroke-width': 1.25,
      'stroke-dasharray': '6 4',
      opacity: 0.75,
    }),
    group(points.filter(({ id }) => shown.has(id)).flatMap((point) => noiseBars(point, frame))),
    group(lineageArrows(points, shown, frame)),
    group(labels.flatMap((label) => labelShapes(label, chief.includes(label.id)))),
    group(points.map((point) => pointShapes(point, frame, point.id === pointed))),
    ...(over === undefined || describe === undefined
      ? []
      : [tooltipAt(at.x(over.x), at.y(over.y), describe(over), frame)]),
  ]
}
