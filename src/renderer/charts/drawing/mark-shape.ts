import { PRECISION_SHAPES, type Precision } from '../../theme/precision.ts'
import { group, path, type Shape } from './shape.ts'

/** Side of the box that the marks are drawn in. */
const BOX = 12

export const precisionColour = (precision: Precision | null) =>
  precision === null ? 'var(--text-third)' : `var(--precision-${precision})`

/** The mark of a precision with its middle at a place; a ring where there is none. */
export function markShape(precision: Precision | null, x: number, y: number, size = BOX): Shape {
  const scale = size / BOX
  const transform = `translate(${x - size / 2} ${y - size / 2}) scale(${scale})`
  const outline = PRECISION_SHAPES[precision ?? 'fp32']
  const paint =
    precision === null
      ? { fill: 'var(--surface)', stroke: precisionColour(null), 'stroke-width': 1.5 }
      : { fill: precisionColour(precision), stroke: 'var(--surface)', 'stroke-width': 0.75 }
  return group([path(outline, paint)], { transform })
}
