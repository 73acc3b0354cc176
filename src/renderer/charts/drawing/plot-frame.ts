import { linearTicks, positionOn } from '../vector/axis.ts'
import { textWidth } from './text-width.ts'
import { group, line, words, type Shape } from './shape.ts'

/** A plot's inside in pixels and what its axes reach over. */
export interface PlotFrame {
  left: number
  right: number
  top: number
  bottom: number
  x: { low: number; high: number; title: string; write: (value: number) => string }
  y: { low: number; high: number; title: string; write: (value: number) => string }
}

const X_TICK = 90
const Y_TICK = 48

/** Pixels of values in a plot. */
export function placesIn({ left, right, top, bottom, x, y }: PlotFrame) {
  return {
    x: positionOn({ low: x.low, high: x.high, from: left, to: right }),
    y: positionOn({ low: y.low, high: y.high, from: bottom, to: top }),
  }
}

/** Both axes with round numbers, their titles and thin lines across. */
export function plotAxes(frame: PlotFrame): Shape {
  const { left, right, top, bottom, x, y } = frame
  const at = placesIn(frame)
  const xTicks = linearTicks(x.low, x.high, Math.max(2, Math.floor((right - left) / X_TICK)))
  const yTicks = linearTicks(y.low, y.high, Math.max(2, Math.floor((bottom - top) / Y_TICK)))
  return group([
    ...xTicks.flatMap((value) => [
      line(at.x(value), top, at.x(value), bottom),
      words(at.x(value), bottom + 16, x.write(value), { anchor: 'middle' }),
    ]),
    ...yTicks.flatMap((value) => [
      line(left, at.y(value), right, at.y(value)),
      words(left - 8, at.y(value) + 4, y.write(value), { anchor: 'end' }),
    ]),
    line(left, bottom, right, bottom, { stroke: 'var(--line-strong)' }),
    line(left, top, left, bottom, { stroke: 'var(--line-strong)' }),
    words(right, bottom + 34, x.title, { anchor: 'end', fill: 'var(--text)' }),
    words(Math.max(0, left - 8 - textWidth(y.title)), top - 10, y.title, { fill: 'var(--text)' }),
  ])
}
