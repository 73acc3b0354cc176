import { computed, type Ref, shallowRef, watch } from 'vue'
import { wantedWidths } from './column-widths.ts'
import type { TableColumn } from './data-table.ts'

/** Measures texts in the font of an element; roughly where nothing can be drawn on. */
function measureIn(element: HTMLElement | null): (text: string) => number {
  const canvas = element === null ? null : document.createElement('canvas').getContext('2d')
  if (element === null || canvas === null) return (text) => text.length * 7
  canvas.font = getComputedStyle(element).font
  return (text) => canvas.measureText(text).width
}

/** Widths at which the columns of a table show their texts whole. They begin anew where the titles change. */
export function useWantedWidths<Row>(
  columns: Ref<readonly TableColumn<Row>[]>,
  rows: Ref<readonly Row[]>,
  table: Ref<HTMLElement | null>,
) {
  const measure = computed(() => measureIn(table.value))
  const titles = computed(() => columns.value.map(({ id, title }) => `${id} ${title}`).join('\n'))
  const wanted = shallowRef<Record<string, number>>({})
  watch(
    [titles, rows, measure],
    ([now], [before]) => {
      wanted.value = wantedWidths(
        columns.value,
        rows.value,
        measure.value,
        now === before ? wanted.value : {},
      )
    },
    { immediate: true },
  )
  return wanted
}
