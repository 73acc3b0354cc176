import { group, line, rect, withTitle, words, type Shape } from '../drawing/shape.ts'
import { fitText } from '../drawing/text-width.ts'

export interface DivergingRow {
  id: string
  name: string
  difference: number
  /** The values that it is the difference of, as text. */
  detail: string
  verdict: 'better' | 'worse' | 'noise' | 'unknown'
}

export interface DivergingInput {
  rows: readonly DivergingRow[]
  width: number
  title: string
  write: (difference: number) => string
}

const ROW = 20
const HEAD = 22
const BAR = 11
const NAMES = 150
const DETAIL = 110
const LABEL = 56

export const divergingHeight = (rows: number) => HEAD + rows * ROW + 8

const COLOURS = { better: 'var(--good)', worse: 'var(--bad)', noise: 'var(--line-strong)' } as const

const colourOf = (verdict: DivergingRow['verdict']) =>
  verdict === 'unknown' ? COLOURS.noise : COLOURS[verdict]

/** Differences around zero, losses to the left; grey where they are no more than noise. */
export function divergingDrawing({ rows, width, title, write }: DivergingInput): Shape[] {
  const most = Math.max(1e-6, ...rows.map(({ difference }) => Math.abs(difference)))
  const [from, to] = [NAMES + LABEL, width - DETAIL - LABEL]
  const zero = (from + to) / 2
  const x = (value: number) => zero + (value / most) * ((to - from) / 2)
  const bottom = HEAD + rows.length * ROW
  const bars = rows.map((row, index) => {
    const { id, name, difference, detail, verdict } = row
    const y = HEAD + index * ROW
    const [left, right] = [Math.min(zero, x(difference)), Math.max(zero, x(difference))]
    const negative = difference < 0
    const shapes = [
      rect(0, y, width, ROW, { fill: 'transparent' }),
      words(0, y + 14, fitText(name, NAMES - 8), { fill: 'var(--text)' }),
      rect(left, y + (ROW - BAR) / 2, Math.max(1, right - left), BAR, { fill: colourOf(verdict) }),
      words(negative ? left - 5 : right + 5, y + 14, write(difference), {
        anchor: negative ? 'end' : 'start',
      }),
      words(width, y + 14, detail, { anchor: 'end', fill: 'var(--text-third)' }),
    ]
    return { ...withTitle(group(shapes), `${name}: ${write(difference)} (${detail})`), pick: id }
  })
  return [
    words(zero, 13, title, { anchor: 'middle', fill: 'var(--text)', 'font-weight': 600 }),
    ...bars,
    line(zero, HEAD, zero, bottom, { stroke: 'var(--text-third)' }),
  ]
}
