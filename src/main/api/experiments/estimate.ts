import type { Store } from '../../runs/store.ts'
import { median } from '../../base/quantiles.ts'

export interface Estimate {
  seconds: number
  /** What it is judged by, in words. */
  from: string
}

const LATEST = 5

/** How long a job of a kind may take: the median of the latest that ended well here; null before the first. */
export function estimateJob({ jobs }: Store, kind: string): Estimate | null {
  const spans = jobs
    .history({ states: ['done'], limit: 200 })
    .filter((job) => job.kind === kind)
    .flatMap(({ startedAt, finishedAt }) =>
      startedAt === null || finishedAt === null ? [] : [Math.max(0, finishedAt - startedAt) / 1000],
    )
    .slice(0, LATEST)
  if (spans.length === 0) return null
  const jobsText = spans.length === 1 ? 'the latest job' : `the latest ${spans.length} jobs`
  return { seconds: median(spans), from: `${jobsText} of this kind` }
}
