import type { Box } from '../drawing/place-labels.ts'
import { placesIn, type PlotFrame } from '../drawing/plot-frame.ts'
import type { Shape } from '../drawing/shape.ts'
import { arrowBetween, arrowTip } from './arrow.ts'
import { MARK, type ScatterPoint } from './trade-off-frame.ts'

/** Arrows stop so far from the middles of the marks. */
const STOP = MARK / 2 + 3
/** Kept free of names around the tip of an arrow. */
const TIP = 5

type Place = [number, number]

/** From where to where the arrows go that end at the points chosen. */
function ways(
  points: readonly ScatterPoint[],
  shown: ReadonlySet<string>,
  frame: PlotFrame,
): { from: Place; to: Place }[] {
  const at = placesIn(frame)
  const byId = new Map(points.map((point) => [point.id, point]))
  return points.flatMap(({ id, parentId, x, y }) => {
    const parent = parentId == null ? undefined : byId.get(parentId)
    if (parent === undefined || !shown.has(id)) return []
    return [{ from: [at.x(parent.x), at.y(parent.y)], to: [at.x(x), at.y(y)] }]
  })
}

/** Thin arrows from points to what was made of them. */
export function lineageArrows(
  points: readonly ScatterPoint[],
  shown: ReadonlySet<string>,
  frame: PlotFrame,
): Shape[] {
  return ways(points, shown, frame).flatMap(({ from, to }) => arrowBetween(from, to, STOP))
}

/** Boxes around the arrows' tips. */
export function lineageTips(
  points: readonly ScatterPoint[],
  shown: ReadonlySet<string>,
  frame: PlotFrame,
): Box[] {
  return ways(points, shown, frame).map(({ from, to }) => {
    const [x, y] = arrowTip(from, to, STOP + 3)
    return { left: x - TIP, right: x + TIP, top: y - TIP, bottom: y + TIP }
  })
}
