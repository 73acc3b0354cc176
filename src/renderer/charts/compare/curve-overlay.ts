import type { Precision } from '../../theme/precision.ts'
import { precisionColour } from '../drawing/mark-shape.ts'
import { spreadOut } from '../drawing/place-labels.ts'
import { placesIn, plotAxes, type PlotFrame } from '../drawing/plot-frame.ts'
import { group, line, path, through, words, type Shape } from '../drawing/shape.ts'
import type { DrawingSize } from '../drawing/shape-markup.ts'
import { fitText, textWidth } from '../drawing/text-width.ts'

export interface OverlayCurve {
  id: string
  name: string
  precision: Precision | null
  points: readonly (readonly [number, number])[]
}

export interface CurveOverlayInput extends DrawingSize {
  curves: readonly OverlayCurve[]
  xTitle: string
  yTitle: string
  write: (value: number) => string
  pointed?: string | null
}

/** Curves of the same precision have its colour, and are told apart by their dashes. */
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2', '1 4']
const LABELS = 190
const LABEL_HEIGHT = 16

function dashOf(curves: readonly OverlayCurve[], index: number): string {
  const before = curves.slice(0, index).filter(({ precision }) => precision === curves[index].precision)
  return DASHES[before.length % DASHES.length]
}

function frameOf({ curves, width, height, xTitle, yTitle, write }: CurveOverlayInput): PlotFrame {
  const widest = Math.max(0, ...curves.map(({ name }) => textWidth(name)))
  return {
    left: 56,
    right: width - Math.min(LABELS, widest + 44),
    top: 28,
    bottom: height - 44,
    x: { low: 0, high: 1, title: xTitle, write },
    y: { low: 0, high: 1, title: yTitle, write },
  }
}

/** Curves over 0…1 in both directions, named at the right in the order of their areas. */
export function curveOverlayDrawing(input: CurveOverlayInput): Shape[] {
  const { curves, pointed = null } = input
  const frame = frameOf(input)
  const at = placesIn(frame)
  const ends = curves.map(({ points }) => at.y(meanOf(points)))
  const heights = spreadOut(ends, frame.top + 6, frame.bottom - 4, LABEL_HEIGHT)
  const drawn = curves.map(({ id, name, precision, points }, index) => {
    const colour = precisionColour(precision)
    const faded = pointed !== null && pointed !== id
    const stroke = {
      stroke: colour,
      'stroke-width': pointed === id ? 2.5 : 1.5,
      'stroke-dasharray': dashOf(curves, index),
      opacity: faded ? 0.25 : 1,
    }
    const y = heights[index]
    const places = points.map(([x, value]): [number, number] => [at.x(x), at.y(value)])
    const shapes = [
      path(through(places), { fill: 'none', ...stroke }),
      line(frame.right + 8, y, frame.right + 30, y, stroke),
      words(frame.right + 36, y + 4, fitText(name, input.width - frame.right - 38), {
        fill: faded ? 'var(--text-third)' : 'var(--text)',
      }),
    ]
    return { ...group(shapes), pick: id }
  })
  return [plotAxes(frame), ...drawn]
}

function meanOf(points: readonly (readonly [number, number])[]): number {
  return points.reduce((sum, [, y]) => sum + y, 0) / Math.max(1, points.length)
}
