import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { RunQuery, RunSummary } from '../../../shared/contract/run.ts'
import { client, engine } from '../../engine/client.ts'

type RunPage = Awaited<ReturnType<typeof client.runs.list>>

/** Runs that a new filter or order shows: few, so that they are there at once. */
const FIRST = 150
/** Runs that are read at once while the table is scrolled. */
const PAGE = 500
/** What the engine gives at most. */
const ALL = 20_000

/** The filtered and sorted runs, read as far as they are looked at; all of them where `whole` is set (grouping). */
export function useRunList(query: Ref<RunQuery>, whole: Ref<boolean>) {
  const limit = computed(() => (whole.value ? ALL : FIRST))
  const pages = useInfiniteQuery(
    computed(() => ({
      // Under the key of all calls about runs, so that a change reads the pages again.
      queryKey: [...engine.runs.list.key(), 'pages', query.value, limit.value],
      queryFn: ({ pageParam, signal }: { pageParam: number; signal: AbortSignal }) =>
        client.runs.list(
          { ...query.value, limit: pageParam === 0 ? limit.value : PAGE, offset: pageParam },
          { signal },
        ),
      initialPageParam: 0,
      getNextPageParam: (last: RunPage, read: RunPage[]) => {
        const count = read.reduce((sum, { runs }) => sum + runs.length, 0)
        return count < last.total && last.runs.length > 0 ? count : undefined
      },
      placeholderData: keepPreviousData,
    })),
  )
  const runs = computed<RunSummary[]>(() => pages.data.value?.pages.flatMap((page) => page.runs) ?? [])
  const total = computed(() => pages.data.value?.pages[0]?.total ?? 0)

  function more(): void {
    if (pages.hasNextPage.value && !pages.isFetchingNextPage.value) void pages.fetchNextPage()
  }

  /** Every run that the filter lets through, not only those that were read so far. */
  async function everything(metrics: string[]): Promise<RunSummary[]> {
    const { runs: all } = await client.runs.list({ ...query.value, metrics, limit: ALL, offset: 0 })
    return all
  }

  return {
    runs,
    total,
    more,
    everything,
    /** The pages that were read; undefined before the first. */
    read: pages.data,
    pending: pages.isPending,
    error: pages.error,
    refetch: pages.refetch,
  }
}
