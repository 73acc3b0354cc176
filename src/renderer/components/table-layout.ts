import type { TableColumn } from './data-table.ts'

/** How the user has arranged a table: which column after which, and how wide. */
export interface TableLayout {
  /** Ids of columns; those that are not here stand where they stand by themselves. */
  order: readonly string[]
  /** In pixels, of the columns whose width was changed. */
  widths: Readonly<Record<string, number>>
}

export const NO_LAYOUT: TableLayout = { order: [], widths: {} }

/** Columns in the user's order; one that came later follows the column before it. */
export function arranged<Row>(
  columns: readonly TableColumn<Row>[],
  order: readonly string[],
): TableColumn<Row>[] {
  const byId = new Map(columns.map((column) => [column.id, column]))
  const ids = order.filter((id) => byId.has(id))
  columns.forEach(({ id }, at) => {
    if (order.includes(id)) return
    const before = at === 0 ? -1 : ids.indexOf(columns[at - 1].id)
    ids.splice(before + 1, 0, id)
  })
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** The order with one column put before or behind another. */
export function withMoved(
  ids: readonly string[],
  id: string,
  side: 'before' | 'after',
  other: string,
): string[] {
  if (id === other) return [...ids]
  const rest = ids.filter((each) => each !== id)
  rest.splice(rest.indexOf(other) + (side === 'after' ? 1 : 0), 0, id)
  return rest
}
