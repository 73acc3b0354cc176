import { paretoFront } from '../pareto.ts'
import { placeLabels, type Box, type PlacedLabel } from '../drawing/place-labels.ts'
import { placesIn, type PlotFrame } from '../drawing/plot-frame.ts'
import { fitText } from '../drawing/text-width.ts'
import { lineageTips } from './lineage.ts'
import {
  ALL_NAMED,
  MARK,
  SAME_SPEED,
  tradeOffFrame,
  type ScatterPoint,
  type TradeOffInput,
} from './trade-off-frame.ts'

const LONGEST_NAME = 200

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
  const all = new Set(input.points.map(({ id }) => id))
  const tips = input.points.length > ALL_NAMED ? [] : lineageTips(input.points, all, frame)
  const marks = input.points.map(({ x, y }): Box => {
    const [px, py] = [at.x(x), at.y(y)]
    return { left: px - half, right: px + half, top: py - half, bottom: py + half }
  })
  return placeLabels(wishes(input, front, frame), frame, [...marks, ...tips])
}
