import type { ScatterPoint } from '../scatter-option.ts'
import { paretoFront } from '../pareto.ts'
import { markShape } from '../drawing/mark-shape.ts'
import { placeLabels, type Box, type PlacedLabel } from '../drawing/place-labels.ts'
import { placesIn, plotAxes, type PlotFrame } from '../drawing/plot-frame.ts'
import { group, line, path, rect, through, words, type Shape } from '../drawing/shape.ts'
import type { DrawingSize } from '../drawing/shape-markup.ts'
import { fitText } from '../drawing/text-width.ts'
import { arrowBetween } from './arrow.ts'
import { tooltipAt } from './tooltip.ts'

export type { ScatterPoint }

export interface TradeOffInput extends DrawingSize {
  points: readonly ScatterPoint[]
  xTitle: string
  yTitle: string
  writeX: (value: number) => string
  writeY: (value: number) => string
  /** Points that are named first, as the baseline and the one recommended. */
  chief: readonly string[]
  /** The one that the pointer is on. */
  pointed?: string | null
  /** Lines of its tooltip. */
  describe?: (point: ScatterPoint) => string[]
}

const MARK = 13
const MARGIN = { left: 60, right: 24, top: 28, bottom: 44 }
const LONGEST_NAME = 200
/** With more points only chief ones and the front are named. */
const ALL_NAMED = 24
/** Share of the points' range that noise may add to an axis; longer bars end at the plot's edge. */
const MOST_NOISE = 0.35
const ROOM = 0.09
/** Gains in speed that no benchmark tells from none. */
const SAME_SPEED = 0.02

function reach(values: readonly number[], noises: readonly number[], least: number) {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const span = Math.max(high - low, least)
  const bound = span * MOST_NOISE
  const lowest = Math.min(...values.map((value, index) => value - Math.min(noises[index], bound)))
  const highest = Math.max(...values.map((value, index) => value + Math.min(noises[index], bound)))
  const middle = (low + high) / 2
  return {
    low: Math.max(0, Math.min(lowest, middle - span / 2) - span * ROOM),
    high: Math.max(highest, middle + span / 2) + span * ROOM,
  }
}

/** The plot's place and what its axes reach over. */
export function tradeOffFrame(input: TradeOffInput): PlotFrame {
  const { points, width, height, xTitle, yTitle, writeX, writeY } = input
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const xReach = reach(
    xs,
    points.map(({ xNoise = 0 }) => xNoise),
    Math.max(...xs) * 0.05,
  )
  const yReach = reach(
    ys,
    points.map(({ yNoise = 0 }) => yNoise),
    0.004,
  )
  return {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
    x: { ...xReach, title: xTitle, write: writeX },
    y: { ...yReach, title: yTitle, write: writeY },
  }
}

/** Bars of noise with ends, cut at the plot's edge. */
function noiseBars(point: ScatterPoint, frame: PlotFrame): Shape[] {
  const at = placesIn(frame)
  const { x, y, xNoise = 0, yNoise = 0 } = point
  const [left, right] = [at.x(x - xNoise), at.x(x + xNoise)]
  const [top, bottom] = [at.y(y + yNoise), at.y(y - yNoise)]
  const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))
  const [px, py] = [at.x(x), at.y(y)]
  const paint = { stroke: 'var(--text-third)', opacity: 0.45 }
  const shapes: Shape[] = []
  if (xNoise > 0) {
    shapes.push(line(within(left, frame.left, px), py, within(right, px, frame.right), py, paint))
    for (const end of [left, right])
      if (end > frame.left && end < frame.right) shapes.push(line(end, py - 3, end, py + 3, paint))
  }
  if (yNoise > 0) {
    shapes.push(line(px, within(top, frame.top, py), px, within(bottom, py, frame.bottom), paint))
    for (const end of [top, bottom])
      if (end > frame.top && end < frame.bottom) shapes.push(line(px - 3, end, px + 3, end, paint))
  }
  return shapes
}

function lineage(points: readonly ScatterPoint[], frame: PlotFrame): Shape[] {
  const at = placesIn(frame)
  const byId = new Map(points.map((point) => [point.id, point]))
  return points.flatMap(({ parentId, x, y }) => {
    const parent = parentId == null ? undefined : byId.get(parentId)
    if (parent === undefined) return []
    return arrowBetween([at.x(parent.x), at.y(parent.y)], [at.x(x), at.y(y)], MARK / 2 + 3)
  })
}

function wishes(input: TradeOffInput, front: ReadonlySet<string>, frame: PlotFrame) {
  const { points, chief, pointed = null } = input
  const at = placesIn(frame)
  const rank = ({ id }: ScatterPoint) => {
    if (id === pointed) return 0
    if (chief.includes(id)) return 1 + chief.indexOf(id)
    return front.has(id) ? 10 : 11
  }
  return points
    .filter((point) => points.length <= ALL_NAMED || rank(point) < 11)
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ id, name, x, y }) => ({ id, text: fitText(name, LONGEST_NAME), x: at.x(x), y: at.y(y) }))
}

/** Where the names stand: over no mark, over no other name, all within the plot. */
export function tradeOffLabels(input: TradeOffInput): PlacedLabel[] {
  const frame = tradeOffFrame(input)
  const at = placesIn(frame)
  const front = new Set(paretoFront(input.points, SAME_SPEED).map(({ id }) => id))
  const half = MARK / 2 + 1
  const marks = input.points.map(({ x, y }): Box => {
    const [px, py] = [at.x(x), at.y(y)]
    return { left: px - half, right: px + half, top: py - half, bottom: py + half }
  })
  return placeLabels(wishes(input, front, frame), frame, marks)
}

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
  return [
    plotAxes(frame),
    path(through(front), {
      fill: 'none',
      stroke: 'var(--accent)',
      'stroke-width': 1.25,
      'stroke-dasharray': '6 4',
      opacity: 0.75,
    }),
    group(points.flatMap((point) => noiseBars(point, frame))),
    group(lineage(points, frame)),
    group(tradeOffLabels(input).flatMap((label) => labelShapes(label, chief.includes(label.id)))),
    group(points.map((point) => pointShapes(point, frame, point.id === pointed))),
    ...(over === undefined || describe === undefined
      ? []
      : [tooltipAt(at.x(over.x), at.y(over.y), describe(over), frame)]),
  ]
}
