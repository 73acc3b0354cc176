import type { TableColumn } from './data-table.ts'

/** Of a column that names none, in pixels. */
const WIDTH = 120
/** Narrower than this no column becomes. */
export const NARROWEST = 48
/** Longer texts are cut, however much room there is. */
const WIDEST = 480
/** Beside a text in its cell. */
const PADDING = 18
/** Beside a head that can be sorted by. */
const ARROW = 18
/** So many rows tell how long a column's texts are. */
const SAMPLE = 40

/** Widths of a column that the user has not changed, in pixels. */
export interface ColumnWidths {
  /** Narrower it does not become; figures are never cut. */
  least: number
  /** Shows its head and its texts whole. */
  wanted: number
}

/** The width that a column names, in pixels. */
export function namedWidth<Row>({ width = WIDTH }: TableColumn<Row>): number {
  return width
}

function sampleOf<Row>(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= SAMPLE) return rows
  return Array.from({ length: SAMPLE }, (_, at) => rows[Math.floor((at * rows.length) / SAMPLE)])
}

/**
 * How wide each column has to be and would be, by its id. `measure` gives the width of a text. Never less than `before`,
 * so that columns stay where they are while rows are filtered.
 */
export function columnWidths<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  measure: (text: string) => number,
  before: Readonly<Record<string, ColumnWidths>> = {},
): Record<string, ColumnWidths> {
  const sample = sampleOf(rows)
  const widthsOf = (column: TableColumn<Row>): ColumnWidths => {
    const named = namedWidth(column)
    const head = [column.title, column.unit].filter((text) => text !== undefined).join(' ')
    const atHead = Math.ceil(measure(head)) + PADDING + (column.sortable === true ? ARROW : 0)
    const texts = Math.max(0, ...sample.map((row) => measure(column.text(row))))
    const longest = Math.ceil(texts) + PADDING + (column.beside ?? 0)
    const { least = 0, wanted = 0 } = before[column.id] ?? {}
    return {
      least: Math.max(named, least, column.align === 'right' ? longest : 0),
      wanted: Math.max(named, wanted, Math.min(WIDEST, Math.max(atHead, longest))),
    }
  }
  return Object.fromEntries(columns.map((column) => [column.id, widthsOf(column)]))
}

/**
 * A grid track for each column, for `room` pixels. Columns that the user changed are as wide as he made them. Where the
 * others find room for what they want, they share what is left over in proportion; where they do not, each gets its
 * least width and then as much as every other, up to what it wants, so that only the longest texts are cut.
 */
export function columnTracks<Row>(
  columns: readonly TableColumn<Row>[],
  widths: Readonly<Record<string, ColumnWidths>>,
  changed: Readonly<Record<string, number>>,
  room: number,
): string[] {
  const of = (column: TableColumn<Row>) => {
    const named = namedWidth(column)
    return widths[column.id] ?? { least: named, wanted: named }
  }
  const needed = columns.reduce((sum, column) => sum + (changed[column.id] ?? of(column).wanted), 0)
  return columns.map((column) => {
    const own = changed[column.id]
    if (own !== undefined) return `${own}px`
    const { least, wanted } = of(column)
    return `minmax(${least}px, ${wanted}${needed <= room ? 'fr' : 'px'})`
  })
}
