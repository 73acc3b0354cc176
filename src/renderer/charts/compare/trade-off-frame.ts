import type { Precision } from '../../theme/precision.ts'
import type { PlotFrame } from '../drawing/plot-frame.ts'
import type { DrawingSize } from '../drawing/shape-markup.ts'
import type { TradeOffLegend } from './trade-off-legend.ts'

export interface ScatterPoint {
  id: string
  name: string
  x: number
  y: number
  precision: Precision | null
  /** Half the length of the noise bars. */
  xNoise?: number
  yNoise?: number
  /** Id of the point that this one was made from. */
  parentId?: string | null
}

export interface TradeOffInput extends DrawingSize {
  points: readonly ScatterPoint[]
  xTitle: string
  yTitle: string
  writeX: (value: number) => string
  writeY: (value: number) => string
  legend: TradeOffLegend
  /** Points that are named first, as the baseline and the one recommended. */
  chief: readonly string[]
  /** The one that the pointer is on. */
  pointed?: string | null
  /** Lines of its tooltip. */
  describe?: (point: ScatterPoint) => string[]
}

/** Side of a mark. */
export const MARK = 13
/** With more points only chief ones and the front are named, and only those have their noise and lineage drawn. */
export const ALL_NAMED = 24
/** Gains in speed that no benchmark tells from none. */
export const SAME_SPEED = 0.02

const MARGIN = { left: 60, right: 24, top: 52, bottom: 44 }
/** Share of the points' range that noise may add to an axis; longer bars end at the plot's edge. */
const MOST_NOISE = 0.35
const ROOM = 0.09

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
