import { computed, type Ref, shallowRef, watch } from 'vue'
import { columnWidths, type ColumnWidths } from './column-widths.ts'
import type { TableColumn } from './data-table.ts'

/** Measures texts in the font of an element; roughly where nothing can be drawn on. */
function measureIn(element: HTMLElement | null): (text: string) => number {
  const canvas = element === null ? null : document.createElement('canvas').getContext('2d')
  if (element === null || canvas === null) return (text) => text.length * 7
  // The shorthand is empty where numerals are tabular.
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(element)
  canvas.font = `${fontWeight} ${fontSize} ${fontFamily}`
  return (text) => canvas.measureText(text).width
}

/** How wide the columns of a table have to be and would be. They begin anew where the titles change. */
export function useColumnWidths<Row>(
  columns: Ref<readonly TableColumn<Row>[]>,
  rows: Ref<readonly Row[]>,
  table: Ref<HTMLElement | null>,
) {
  const measure = computed(() => measureIn(table.value))
  const titles = computed(() => columns.value.map(({ id, title }) => `${id} ${title}`).join('\n'))
  const widths = shallowRef<Record<string, ColumnWidths>>({})
  watch(
    [titles, rows, measure],
    ([now], [before]) => {
      widths.value = columnWidths(
        columns.value,
        rows.value,
        measure.value,
        now === before ? widths.value : {},
      )
    },
    { immediate: true },
  )
  return widths
}
