import { placesIn, type PlotFrame } from '../drawing/plot-frame.ts'
import { line, type Shape } from '../drawing/shape.ts'
import type { ScatterPoint } from './trade-off-frame.ts'

/** Bars of noise with ends, cut at the plot's edge. */
export function noiseBars(point: ScatterPoint, frame: PlotFrame): Shape[] {
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
