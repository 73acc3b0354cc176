import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { RunDetail } from '../../../../shared/contract/run.ts'
import { ask, type Procedure } from '../../../engine/ask.ts'

/** Findings of a run that goes on are read again so often. */
const LIVE_MS = 1000

/** What a run of an analysis or a search found; while it runs, as it comes, and once more when it has ended. */
export function useFindings<Findings>(
  procedure: Procedure<{ id: string }, Findings>,
  run: () => Pick<RunDetail, 'id' | 'status'>,
) {
  return useQuery(
    computed(() => {
      const { id, status } = run()
      const { queryKey, queryFn } = ask(procedure, { id })
      return {
        queryKey: [...queryKey, status],
        queryFn,
        placeholderData: keepPreviousData,
        refetchInterval: status === 'running' ? LIVE_MS : (false as const),
      }
    }),
  )
}
