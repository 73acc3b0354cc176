import type { Precision } from '../../theme/precision.ts'
import { markShape, precisionColour } from '../drawing/mark-shape.ts'
import { group, line, rect, withTitle, words, type Shape } from '../drawing/shape.ts'
import { fitText, textWidth } from '../drawing/text-width.ts'

export interface BarRow {
  id: string
  name: string
  precision: Precision | null
}

/** A figure of all rows, in their order. */
export interface BarColumn {
  title: string
  values: readonly (number | null)[]
  write: (value: number) => string
  best: readonly number[]
}

export interface BarTableInput {
  rows: readonly BarRow[]
  columns: readonly BarColumn[]
  /** The row that a thin line goes down from in every column. */
  baseline: number
  width: number
}

const ROW = 22
const HEAD = 24
const BAR = 12
const GAP = 20
/** Bold text is about so much wider. */
const BOLD = 1.1
const NAMES = 0.2
const LEAST_NAMES = 120

export const barTableHeight = (rows: number) => HEAD + rows * ROW + 6

function columnShapes(column: BarColumn, input: BarTableInput, left: number, width: number): Shape {
  const { rows, baseline } = input
  const { values, write, best, title } = column
  const texts = values.map((value) => (value === null ? '–' : write(value)))
  const label = Math.max(...texts.map((text) => textWidth(text))) * BOLD + 10
  const most = Math.max(0, ...values.map((value) => value ?? 0))
  const room = Math.max(8, width - label)
  const length = (value: number) => (most > 0 ? (Math.max(0, value) / most) * room : 0)
  const bars = rows.map(({ id, name, precision }, index) => {
    const value = values[index]
    const y = HEAD + index * ROW
    const end = left + (value === null ? 0 : length(value))
    const isBest = best.includes(index)
    const shapes = [
      rect(left, y + (ROW - BAR) / 2, end - left, BAR, { fill: precisionColour(precision), opacity: 0.85 }),
      words(left + width, y + ROW / 2 + 4, texts[index], {
        anchor: 'end',
        fill: 'var(--text)',
        'font-weight': isBest ? 700 : 400,
      }),
    ]
    return { ...withTitle(group(shapes), `${name}: ${title} ${texts[index]}`), pick: id }
  })
  const reference = values[baseline]
  const mark = reference == null ? [] : [left + length(reference)]
  return group([
    words(left, 14, title, { fill: 'var(--text)', 'font-weight': 600 }),
    ...bars,
    ...mark.map((x) =>
      line(x, HEAD, x, HEAD + rows.length * ROW, { stroke: 'var(--text)', 'stroke-dasharray': '2 3' }),
    ),
    line(left, HEAD, left, HEAD + rows.length * ROW, { stroke: 'var(--line-strong)' }),
  ])
}

/** Small multiples: one column of bars from zero for each figure, one row for each run, all rows named once. */
export function barTableDrawing(input: BarTableInput): Shape[] {
  const { rows, columns, width } = input
  const names = Math.max(LEAST_NAMES, width * NAMES)
  const each = (width - names) / Math.max(1, columns.length)
  const labels = rows.map(({ id, name, precision }, index) => {
    const y = HEAD + index * ROW + ROW / 2
    const text = words(18, y + 4, fitText(name, names - 34), { fill: 'var(--text)' })
    return { ...withTitle(group([markShape(precision, 7, y, 11), text]), name), pick: id }
  })
  return [
    ...labels,
    ...columns.map((column, index) => columnShapes(column, input, names + index * each, each - GAP)),
  ]
}
