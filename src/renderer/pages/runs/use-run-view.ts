import { computed, ref, watch } from 'vue'
import { z } from 'zod'
import type { RunSummary } from '../../../shared/contract/run.ts'
import type { TableColumn, TableSort } from '../../components/data-table.ts'
import { useSettings } from '../../stores/settings.ts'
import type { Grouping } from './run-columns.ts'
import { NO_FILTER, runFilterState, type RunFilterState } from './run-filter.ts'

const VIEW = 'runs'

const viewSchema = z.object({
  filter: runFilterState,
  sort: z.object({ column: z.string(), descending: z.boolean() }).nullable(),
  grouping: z.enum(['none', 'model', 'lineage', 'folder']),
  /** Columns that the user has switched, against what they are by default. */
  switched: z.array(z.string()),
})

/** Filter, order, grouping and columns of the table, as the user left them the last time. */
export function useRunView(columns: () => readonly TableColumn<RunSummary>[]) {
  const settings = useSettings()
  const kept = settings.view(VIEW, viewSchema)
  const filter = ref<RunFilterState>(kept?.filter ?? { ...NO_FILTER })
  const sort = ref<TableSort | null>(kept?.sort ?? { column: 'created', descending: true })
  const grouping = ref<Grouping>(kept?.grouping ?? 'none')
  const switched = ref<string[]>(kept?.switched ?? [])

  const hidden = computed({
    get: () =>
      columns()
        .filter(({ id, hidden: byDefault = false }) => byDefault !== switched.value.includes(id))
        .map(({ id }) => id),
    set: (next) => {
      switched.value = columns()
        .filter(({ id, hidden: byDefault = false }) => byDefault !== next.includes(id))
        .map(({ id }) => id)
    },
  })

  watch([filter, sort, grouping, switched], () => {
    const state = {
      filter: filter.value,
      sort: sort.value,
      grouping: grouping.value,
      switched: switched.value,
    }
    settings.keepView(VIEW, JSON.parse(JSON.stringify(state)))
  })
  return { filter, sort, grouping, hidden }
}
