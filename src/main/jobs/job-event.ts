import type { JobProgress, JobSummary } from '../runs/job-record.ts'
import type { EventLevel } from '../runs/run-kind.ts'

/** What a supervisor tells those who listen. */
export type JobEvent =
  /** A job was queued, started, held, ended, … */
  | { type: 'changed'; job: JobSummary }
  /** More may have changed than was told one by one: order, jobs that need others, removed ones. */
  | { type: 'queue' }
  | { type: 'progress'; job: string; attempt: number; progress: JobProgress }
  | { type: 'log'; job: string; attempt: number; time: number; level: EventLevel; text: string }
  /** The job has made a run. */
  | { type: 'run'; job: string; attempt: number; run: string }
  /** The supervisor itself cannot do its work for the moment, as with a full disk. */
  | { type: 'trouble'; error: unknown }

export type JobListener = (event: JobEvent) => void
