/** A column of a DataTable. What it shows can be replaced by the table's slot `cell-<id>`. */
export interface TableColumn<Row> {
  id: string
  title: string
  /** Stands in the head, so that cells are numbers alone. */
  unit?: string
  /** At least so many pixels, until the user changes it. */
  width?: number
  align?: 'left' | 'right'
  sortable?: boolean
  /** Cannot be hidden. */
  fixed?: boolean
  /** Not on show until it is chosen. */
  hidden?: boolean
  text: (row: Row) => string
  /** What stands beside the text in its cell, as a mark, in pixels. */
  beside?: number
}

export interface TableSort {
  column: string
  descending: boolean
}

/** What a head's press asks for: the column, descending first for numbers, then the other way round. */
export function nextSort<Row>(column: TableColumn<Row>, current: TableSort | null): TableSort {
  if (current?.column === column.id) return { column: column.id, descending: !current.descending }
  return { column: column.id, descending: column.align === 'right' }
}

export type TableItem<Row> =
  | { kind: 'group'; id: string; title: string; count: number; open: boolean }
  | { kind: 'row'; id: string; row: Row }

/** Rows under the titles of their groups, in the order in which groups first occur; without groups just the rows. */
export function tableItems<Row>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
  groupOf: ((row: Row) => string) | undefined,
  closed: ReadonlySet<string>,
): TableItem<Row>[] {
  const item = (row: Row): TableItem<Row> => ({ kind: 'row', id: idOf(row), row })
  if (groupOf === undefined) return rows.map(item)
  const groups = Map.groupBy(rows, groupOf)
  return [...groups].flatMap(([title, members]) => {
    const open = !closed.has(title)
    const head: TableItem<Row> = { kind: 'group', id: `group ${title}`, title, count: members.length, open }
    return open ? [head, ...members.map(item)] : [head]
  })
}
