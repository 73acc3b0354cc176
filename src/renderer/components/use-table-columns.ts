import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from '@tanstack/vue-table'
import { computed, type Ref, watch } from 'vue'
import { columnTracks, namedWidth, NARROWEST, type ColumnWidths } from './column-widths.ts'
import type { TableColumn } from './data-table.ts'
import { arranged, type TableLayout } from './table-layout.ts'

const features = tableFeatures({ columnSizingFeature, columnResizingFeature, columnVisibilityFeature })

/** Of the column with the checkboxes. */
const CHECK_WIDTH = 32
/** Left and right of every row, so that texts stand under the page's title. */
export const ROW_PADDING = 12

/**
 * Order, widths, resizing and visibility of a table's columns; its rows are drawn without the table's row model.
 * Widths that the user changes go into `layout`; the others share the table by what they want.
 */
export function useTableColumns<Row>(
  given: Ref<readonly TableColumn<Row>[]>,
  hidden: Ref<readonly string[]>,
  selectable: Ref<boolean>,
  layout: Ref<TableLayout>,
  widths: Ref<Readonly<Record<string, ColumnWidths>>>,
  /** Width of the table in pixels. */
  width: Ref<number>,
) {
  const columns = computed(() => arranged(given.value, layout.value.order))
  const definitions = computed(() =>
    columns.value.map((column) => ({
      id: column.id,
      header: column.id,
      size: namedWidth(column),
      minSize: NARROWEST,
    })),
  )
  const state = computed(() => ({
    columnVisibility: Object.fromEntries(hidden.value.map((id) => [id, false])),
  }))
  const table = useTable({ features, columns: definitions, data: [], state, columnResizeMode: 'onChange' })
  table.setColumnSizing(() => ({ ...layout.value.widths }))
  watch(
    () => table.atoms.columnSizing.get(),
    (widths) => {
      if (!sameWidths(widths, layout.value.widths)) layout.value = { ...layout.value, widths: { ...widths } }
    },
  )
  watch(
    () => layout.value.widths,
    (widths) => {
      if (!sameWidths(widths, table.atoms.columnSizing.get())) table.setColumnSizing(() => ({ ...widths }))
    },
  )

  const visible = computed(() => {
    const byId = new Map(columns.value.map((column) => [column.id, column]))
    const headers = table.getHeaderGroups()[0]?.headers ?? []
    return headers.flatMap((header) => {
      const column = byId.get(header.column.id)
      return column === undefined ? [] : [{ column, header }]
    })
  })
  const shown = computed(() => visible.value.map(({ column }) => column))
  /** For `grid-template-columns`, shared by the head and all rows. */
  const besides = computed(() => 2 * ROW_PADDING + (selectable.value ? CHECK_WIDTH : 0))
  const template = computed(() => {
    const room = width.value - besides.value
    const tracks = columnTracks(shown.value, widths.value, table.atoms.columnSizing.get(), room)
    return [...(selectable.value ? [`${CHECK_WIDTH}px`] : []), ...tracks].join(' ')
  })
  const totalWidth = computed(() => {
    const changed = table.atoms.columnSizing.get()
    return shown.value.reduce(
      (sum, column) => sum + (changed[column.id] ?? widths.value[column.id]?.least ?? namedWidth(column)),
      besides.value,
    )
  })
  /** Keeps columns as wide as they are drawn, so that a change of one moves only those behind it. */
  function hold(drawn: Readonly<Record<string, number>>): void {
    table.setColumnSizing((changed) => ({ ...drawn, ...changed }))
  }
  /** Makes a column wider or narrower by so many pixels, for the keyboard. */
  function widen(id: string, by: number): void {
    const now = table.atoms.columnSizing.get()[id] ?? NARROWEST
    table.setColumnSizing((changed) => ({ ...changed, [id]: Math.max(NARROWEST, now + by) }))
  }
  /** Makes a column as wide as its texts. */
  function fit(id: string): void {
    const width = widths.value[id]?.wanted
    if (width !== undefined) table.setColumnSizing((changed) => ({ ...changed, [id]: width }))
  }
  return { visible, template, totalWidth, hold, widen, fit }
}

function sameWidths(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const ids = Object.keys(a)
  return ids.length === Object.keys(b).length && ids.every((id) => a[id] === b[id])
}
