import { line, path, through, type Shape } from '../drawing/shape.ts'

const HEAD = 6
const PAINT = { stroke: 'var(--text-third)', opacity: 0.7 }

type Place = readonly [number, number]

/** Where an arrow ends that stops `room` before its goal. */
export function arrowTip([fromX, fromY]: Place, [toX, toY]: Place, room: number): Place {
  const length = Math.hypot(toX - fromX, toY - fromY) || 1
  return [toX - ((toX - fromX) / length) * room, toY - ((toY - fromY) / length) * room]
}

/** A thin arrow from one point to another that stops `room` before both; none where they are too close for it. */
export function arrowBetween([fromX, fromY]: Place, [toX, toY]: Place, room: number): Shape[] {
  const length = Math.hypot(toX - fromX, toY - fromY)
  if (length < 2 * room + HEAD) return []
  const [ux, uy] = [(toX - fromX) / length, (toY - fromY) / length]
  const [tipX, tipY] = arrowTip([fromX, fromY], [toX, toY], room)
  const [baseX, baseY] = [tipX - ux * HEAD, tipY - uy * HEAD]
  const side = HEAD * 0.45
  const head = through([
    [tipX, tipY],
    [baseX - uy * side, baseY + ux * side],
    [baseX + uy * side, baseY - ux * side],
  ])
  return [
    line(fromX + ux * room, fromY + uy * room, baseX, baseY, PAINT),
    path(`${head}Z`, { fill: 'var(--text-third)', opacity: 0.7 }),
  ]
}
