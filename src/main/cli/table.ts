/** One column of a text table. */
export interface Column<Row> {
  title: string
  value: (row: Row) => string
  /** Numbers are right-aligned. */
  align?: 'left' | 'right'
}

/** Columns a character takes in a terminal: two for East Asian wide ones. */
function width(text: string): number {
  let columns = 0
  for (const character of text)
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(
      character,
    )
      ? 2
      : 1
  return columns
}

function pad(text: string, columns: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, columns - width(text)))
  return align === 'right' ? space + text : text + space
}

/** A plain text table with a header line, columns two spaces apart. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map((column) => column.value(row)))
  const widths = columns.map((column, index) =>
    Math.max(width(column.title), ...cells.map((line) => width(line[index]))),
  )
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => pad(text, widths[index], columns[index].align ?? 'left'))
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ title }) => title)), ...cells.map(line)].join('\n')
}

/** A metric with the digits that detection metrics support; a dash where it is undefined (−1). */
export function metric(value: number | null | undefined, digits = 4): string {
  return value === null || value === undefined || value < 0 || Number.isNaN(value)
    ? '–'
    : value.toFixed(digits)
}
