import { messageOf } from '../base/errors.ts'
import type { JobOutcome, JobProgress } from '../runs/job-record.ts'
import type { NewEvent } from '../runs/event-repository.ts'
import { ownIdentity } from '../runs/process-identity.ts'
import { openStore, type Store } from '../runs/store.ts'
import type { JobMessage, JobRequest } from './job-message.ts'

/** Progress and lines reach the store this often. */
const FLUSH_MS = 2000
/** Lines that wait for the first run; more of them stand in the log file only. */
const MOST_LINES = 1000

/**
 * What a job's process keeps in the store by itself, so that it is found there whatever becomes of the supervisor:
 * that the attempt is its own, how far it is, which runs it made, their log lines, and how it ended.
 */
export class JobAccount {
  private readonly store: Store
  private readonly job: string
  private readonly attempt: number
  private readonly onRun: (run: string) => void
  private readonly own = ownIdentity()
  private readonly timer: NodeJS.Timeout
  private progress: JobProgress | null = null
  private lines: NewEvent[] = []

  private constructor(
    store: Store,
    { job, attempt }: NonNullable<JobRequest['place']>,
    onRun: (run: string) => void,
  ) {
    this.store = store
    this.job = job
    this.attempt = attempt
    this.onRun = onRun
    this.timer = setInterval(() => this.tryFlush(), FLUSH_MS)
    this.timer.unref()
  }

  /** Makes the attempt this process's own. @returns null where it was given up meanwhile. Throws what opening a store throws. */
  static open(place: NonNullable<JobRequest['place']>, onRun: (run: string) => void): JobAccount | null {
    const store = openStore(place.home)
    if (store.jobs.takeOver(place.job, place.attempt, ownIdentity()))
      return new JobAccount(store, place, onRun)
    store.close()
    return null
  }

  keep(message: JobMessage): void {
    if (message.type === 'progress') this.progress = message.progress
    if (message.type !== 'log') return
    const { time, level, text } = message
    this.lines.push({ time, level, kind: 'log', message: text })
    if (this.lines.length > MOST_LINES) this.lines.shift()
  }

  /** @returns false where the attempt is over for the store. */
  setHeld(held: boolean): boolean {
    return this.store.jobs.setHeld(this.job, this.attempt, held)
  }

  /** Stores what is left, and how the attempt ended unless somebody else does. Throws what the store throws. */
  close(outcome: JobOutcome | null): void {
    clearInterval(this.timer)
    try {
      this.tryFlush()
      if (outcome !== null) this.store.jobs.finish(this.job, this.attempt, outcome)
    } finally {
      this.store.close()
    }
  }

  /** A store that is locked or full for the moment is no reason to end a job. */
  private tryFlush(): void {
    try {
      this.flush()
    } catch (error) {
      process.stderr.write(`The progress of the job could not be stored: ${messageOf(error)}\n`)
    }
  }

  private flush(): void {
    const { store, job, attempt, progress } = this
    if (progress !== null) store.jobs.setProgress(job, attempt, progress)
    this.progress = null
    const runs = store.jobs.runsOfProcess(this.own)
    for (const run of store.jobs.linkRuns(job, attempt, runs)) this.onRun(run)
    const latest = runs.at(-1)
    if (latest !== undefined && this.lines.length > 0) store.events.append(latest, this.lines.splice(0))
  }
}
