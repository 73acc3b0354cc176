import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { RunDetail } from '../../../../shared/contract/run.ts'
import { ask } from '../../../engine/ask.ts'
import { engine } from '../../../engine/client.ts'

/** Results of a running analysis are read again so often. */
const LIVE_MS = 1000

/** What a run of an analysis found out; while it runs, as it comes, and once more when it has ended. */
export function useSensitivity(run: () => Pick<RunDetail, 'id' | 'status'>) {
  return useQuery(
    computed(() => {
      const { id, status } = run()
      const { queryKey, queryFn } = ask(engine.runs.sensitivity, { id })
      return {
        queryKey: [...queryKey, status],
        queryFn,
        placeholderData: keepPreviousData,
        refetchInterval: status === 'running' ? LIVE_MS : (false as const),
      }
    }),
  )
}
