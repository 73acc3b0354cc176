import type { TableColumn } from './data-table.ts'

/** Of a column that names none, in pixels. */
const WIDTH = 120
/** Narrower than this no column becomes. */
export const NARROWEST = 48
/** Longer texts are cut, however much room there is. */
const WIDEST = 480
/** What stands beside a text in its cell: padding, and a mark or a sort arrow. */
const BESIDE = 36
/** So many rows tell how long a column's texts are. */
const SAMPLE = 40

/** The least width of a column that the user has not changed, in pixels. */
export function leastWidth<Row>({ width = WIDTH }: TableColumn<Row>): number {
  return width
}

function sampleOf<Row>(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= SAMPLE) return rows
  return Array.from({ length: SAMPLE }, (_, at) => rows[Math.floor((at * rows.length) / SAMPLE)])
}

/**
 * How wide each column would be to show its head and its texts whole, in pixels, by the column's id. `measure` gives
 * the width of a text. Never less than `before`, so that columns stay where they are while rows are filtered.
 */
export function wantedWidths<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  measure: (text: string) => number,
  before: Readonly<Record<string, number>> = {},
): Record<string, number> {
  const sample = sampleOf(rows)
  const wanted = (column: TableColumn<Row>) => {
    const head = [column.title, column.unit].filter((text) => text !== undefined).join(' ')
    const longest = Math.max(measure(head), ...sample.map((row) => measure(column.text(row))))
    const width = Math.min(WIDEST, Math.ceil(longest) + BESIDE)
    return Math.max(width, leastWidth(column), before[column.id] ?? 0)
  }
  return Object.fromEntries(columns.map((column) => [column.id, wanted(column)]))
}

/**
 * A grid track for each column, for `room` pixels. Columns that the user changed are as wide as he made them. Where the
 * others find room for what they want, they share what is left over in proportion; where they do not, each gets its
 * least width and then as much as every other, up to what it wants, so that only the longest texts are cut.
 */
export function columnTracks<Row>(
  columns: readonly TableColumn<Row>[],
  wanted: Readonly<Record<string, number>>,
  changed: Readonly<Record<string, number>>,
  room: number,
): string[] {
  const wish = (column: TableColumn<Row>) => wanted[column.id] ?? leastWidth(column)
  const needed = columns.reduce((sum, column) => sum + (changed[column.id] ?? wish(column)), 0)
  return columns.map((column) => {
    const own = changed[column.id]
    if (own !== undefined) return `${own}px`
    return `minmax(${leastWidth(column)}px, ${wish(column)}${needed <= room ? 'fr' : 'px'})`
  })
}
