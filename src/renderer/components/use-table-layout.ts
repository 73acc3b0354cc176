import { computed, ref } from 'vue'
import { z } from 'zod'
import { useSettings } from '../stores/settings.ts'
import { NO_LAYOUT, type TableLayout } from './table-layout.ts'

const layoutSchema = z.object({ order: z.array(z.string()), widths: z.record(z.string(), z.number()) })

/** The layout of a table, as the user left it the last time. */
export function useTableLayout(table: string) {
  const settings = useSettings()
  const name = `${table} columns`
  const layout = ref<TableLayout>(settings.view(name, layoutSchema) ?? NO_LAYOUT)
  return computed({
    get: () => layout.value,
    set: (next: TableLayout) => {
      layout.value = next
      settings.keepView(name, { order: [...next.order], widths: { ...next.widths } })
    },
  })
}
