import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { RunDetail } from '../../../../shared/contract/run.ts'
import { ask } from '../../../engine/ask.ts'
import { engine } from '../../../engine/client.ts'

/** Points of a running search are read again so often. */
const LIVE_MS = 1000

/** What a run of a search tried; while it runs, as it comes, and once more when it has ended. */
export function useSearch(run: () => Pick<RunDetail, 'id' | 'status'>) {
  return useQuery(
    computed(() => {
      const { id, status } = run()
      const { queryKey, queryFn } = ask(engine.runs.search, { id })
      return {
        queryKey: [...queryKey, status],
        queryFn,
        placeholderData: keepPreviousData,
        refetchInterval: status === 'running' ? LIVE_MS : (false as const),
      }
    }),
  )
}
