import type { Store } from '../../runs/store.ts'
import { median } from '../../base/quantiles.ts'

export interface Estimate {
  seconds: number
  /** How many jobs it is the median of. */
  jobs: number
  /** They bore the same title, which names the model and what is done to it. */
  alike: boolean
}

const LATEST = 5

/**
 * How long a job may take: the median of the latest that ended well here, of those with the same title where there are
 * any, else of its kind; null before the first.
 */
export function estimateJob({ jobs }: Store, { kind, title }: JobName): Estimate | null {
  const ofKind = jobs.history({ states: ['done'], limit: 200 }).filter((job) => job.kind === kind)
  const same = ofKind.filter((job) => job.title === title)
  const alike = same.length > 0
  const spans = (alike ? same : ofKind)
    .flatMap(({ startedAt, finishedAt }) =>
      startedAt === null || finishedAt === null ? [] : [Math.max(0, finishedAt - startedAt) / 1000],
    )
    .slice(0, LATEST)
  return spans.length === 0 ? null : { seconds: median(spans), jobs: spans.length, alike }
}

interface JobName {
  kind: string
  title: string
}
