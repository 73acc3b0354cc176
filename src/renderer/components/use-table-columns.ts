import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from '@tanstack/vue-table'
import { computed, type Ref, watch } from 'vue'
import type { TableColumn } from './data-table.ts'
import { arranged, type TableLayout } from './table-layout.ts'

const features = tableFeatures({ columnSizingFeature, columnResizingFeature, columnVisibilityFeature })

const WIDTH = 120
const NARROWEST = 48
/** Of the column with the checkboxes. */
export const CHECK_WIDTH = 32

/**
 * Order, widths, resizing and visibility of a table's columns; its rows are drawn without the table's row model.
 * Widths that the user changes go into `layout`.
 */
export function useTableColumns<Row>(
  given: Ref<readonly TableColumn<Row>[]>,
  hidden: Ref<readonly string[]>,
  selectable: Ref<boolean>,
  layout: Ref<TableLayout>,
) {
  const columns = computed(() => arranged(given.value, layout.value.order))
  const definitions = computed(() =>
    columns.value.map(({ id, width = WIDTH }) => ({ id, header: id, size: width, minSize: NARROWEST })),
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
  const widths = computed(() => {
    const sizing = table.atoms.columnSizing.get()
    return visible.value.map(({ column }) => ({
      width: sizing[column.id] ?? column.width ?? WIDTH,
      grows: column.grow === true && sizing[column.id] === undefined,
    }))
  })
  /** For `grid-template-columns`, shared by the head and all rows. */
  const template = computed(() => {
    const tracks = widths.value.map(({ width, grows }) => (grows ? `minmax(${width}px, 1fr)` : `${width}px`))
    return [...(selectable.value ? [`${CHECK_WIDTH}px`] : []), ...tracks].join(' ')
  })
  const totalWidth = computed(
    () => widths.value.reduce((sum, { width }) => sum + width, 0) + (selectable.value ? CHECK_WIDTH : 0),
  )
  /** Makes a column wider or narrower by so many pixels, for the keyboard. */
  function widen(id: string, by: number): void {
    const now =
      table.atoms.columnSizing.get()[id] ?? columns.value.find((column) => column.id === id)?.width ?? WIDTH
    table.setColumnSizing((sizing) => ({ ...sizing, [id]: Math.max(NARROWEST, now + by) }))
  }
  return { visible, template, totalWidth, widen }
}

function sameWidths(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const ids = Object.keys(a)
  return ids.length === Object.keys(b).length && ids.every((id) => a[id] === b[id])
}
