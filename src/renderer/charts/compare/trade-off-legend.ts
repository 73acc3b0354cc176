import type { Precision } from '../../theme/precision.ts'
import { markShape } from '../drawing/mark-shape.ts'
import { group, line, path, words, type Shape } from '../drawing/shape.ts'
import { textWidth } from '../drawing/text-width.ts'

/** Words for what the drawing shows, in the language on show. */
export interface TradeOffLegend {
  precisions: readonly { precision: Precision; title: string }[]
  front: string
  noise: string
  lineage: string
}

const KEY = 20
const GAP = 20
const MIDDLE = 8

function frontKey(x: number): Shape {
  return line(x, MIDDLE, x + KEY, MIDDLE, {
    stroke: 'var(--accent)',
    'stroke-width': 1.25,
    'stroke-dasharray': '6 4',
  })
}

function noiseKey(x: number): Shape {
  const ends = `M${x} ${MIDDLE - 3}V${MIDDLE + 3}M${x} ${MIDDLE}H${x + KEY}M${x + KEY} ${MIDDLE - 3}V${MIDDLE + 3}`
  return path(ends, { fill: 'none', stroke: 'var(--text-third)' })
}

function lineageKey(x: number): Shape {
  const tip = x + KEY
  return group([
    line(x, MIDDLE, tip - 6, MIDDLE, { stroke: 'var(--text-third)' }),
    path(`M${tip} ${MIDDLE}l-6 -3v6Z`, { fill: 'var(--text-third)' }),
  ])
}

/** One line above the plot: the marks of the precisions, then what the lines mean. */
export function legendShapes({ precisions, front, noise, lineage }: TradeOffLegend, left: number): Shape {
  const entries = [
    ...precisions.map(({ precision, title }) => ({
      title,
      width: 12,
      key: (x: number) => markShape(precision, x + 6, MIDDLE),
    })),
    { title: front, width: KEY, key: frontKey },
    { title: noise, width: KEY, key: noiseKey },
    { title: lineage, width: KEY, key: lineageKey },
  ]
  let x = left
  const shapes = entries.flatMap(({ title, width, key }) => {
    const at = x
    x += width + 6 + textWidth(title) + GAP
    return [key(at), words(at + width + 6, MIDDLE + 4, title)]
  })
  return group(shapes)
}
