import { line, path, through, type Shape } from '../drawing/shape.ts'

const HEAD = 6
const PAINT = { stroke: 'var(--text-third)', opacity: 0.7 }

/** A thin arrow from one point to another that stops `room` before both; none where they are too close for it. */
export function arrowBetween(
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
  room: number,
): Shape[] {
  const length = Math.hypot(toX - fromX, toY - fromY)
  if (length < 2 * room + HEAD) return []
  const [ux, uy] = [(toX - fromX) / length, (toY - fromY) / length]
  const [tipX, tipY] = [toX - ux * room, toY - uy * room]
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
