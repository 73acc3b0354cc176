import { computed } from 'vue'
import type { TableSort } from '../../components/data-table.ts'
import { useQueryParam } from '../../shell/use-query-param.ts'

/** Order and search of a table, in the address as `<name>Sort=-ms` and `<name>Find`. */
export function useTableAddress(name: string, first: TableSort | null = null) {
  const written = (sort: TableSort | null) =>
    sort === null ? '' : `${sort.descending ? '-' : ''}${sort.column}`
  const param = useQueryParam(`${name}Sort`, written(first))
  const words = useQueryParam(`${name}Find`)
  const sort = computed<TableSort | null>({
    get: () => {
      if (param.value === '') return null
      return { column: param.value.replace(/^-/, ''), descending: param.value.startsWith('-') }
    },
    set: (next) => (param.value = written(next)),
  })
  return { sort, words }
}
