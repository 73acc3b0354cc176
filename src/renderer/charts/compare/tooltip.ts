import type { Box } from '../drawing/place-labels.ts'
import { group, rect, words, type Shape } from '../drawing/shape.ts'
import { textWidth } from '../drawing/text-width.ts'

const LINE = 18
const PAD = 8
const AWAY = 14

/** A box of lines beside a point, within the frame; the first line stands out. */
export function tooltipAt(x: number, y: number, lines: readonly string[], frame: Box): Shape {
  const width = Math.max(...lines.map((text) => textWidth(text))) * 1.08 + 2 * PAD
  const height = lines.length * LINE + 2 * PAD - 4
  const left = x + AWAY + width > frame.right ? Math.max(frame.left, x - AWAY - width) : x + AWAY
  const top = Math.min(Math.max(frame.top, y - height / 2), frame.bottom - height)
  const box = rect(left, top, width, height, { fill: 'var(--raised)', stroke: 'var(--line-strong)', rx: 3 })
  const texts = lines.map((text, index) =>
    words(left + PAD, top + PAD + 10 + index * LINE, text, {
      fill: index === 0 ? 'var(--text)' : 'var(--text-second)',
      'font-weight': index === 0 ? 600 : 400,
    }),
  )
  return { ...group([box, ...texts], { 'pointer-events': 'none' }), screenOnly: true }
}
