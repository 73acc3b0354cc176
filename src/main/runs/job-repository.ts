import { sql } from 'kysely'
import { QuantbenchError } from '../base/errors.ts'
import type { StoreDatabase } from './database.ts'
import { claimNext, nextJob } from './job-claim.ts'
import {
  attemptsOf,
  getJob,
  IS_ACTIVE,
  jobNotFound,
  requireJob,
  SUMMARY_COLUMNS,
  toSummary,
} from './job-lookup.ts'
import { lastPosition, moveJob, setPriority } from './job-order.ts'
import { cancelWaiting, finishAttempt, recountWaits, type FinishOptions } from './job-outcome.ts'
import type {
  Job,
  JobAttempt,
  JobOutcome,
  JobPlace,
  JobProgress,
  JobSlots,
  JobSummary,
  NewJob,
} from './job-record.ts'
import { retryJob } from './job-retry.ts'
import { hasEnded, type JobIntent, type JobState } from './job-state.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { newRunId } from './run-id.ts'
import { SteadyClock } from './steady-clock.ts'

export interface JobQuery {
  states?: readonly JobState[]
  limit?: number
  offset?: number
}

function attemptKey(id: string, attempt: number): string {
  return `${id}/${attempt}`
}

/** The queue: jobs, their attempts, and the runs that they made. */
export class JobRepository {
  private readonly database: StoreDatabase
  private readonly clock = new SteadyClock()

  constructor(database: StoreDatabase) {
    this.database = database
  }

  /** Queues a job behind the others of its priority. Throws JOB_NOT_FOUND for an unknown job that it needs, JOB_STATE for one that will not be done. */
  create(input: NewJob): Job {
    const id = newRunId()
    this.database.write(() => {
      const needs = [...new Set(input.needs ?? [])]
      for (const need of needs) this.requireHope(need)
      this.insert(id, input)
      for (const needs_id of needs) {
        this.database.run(this.database.build.insertInto('job_dependencies').values({ job_id: id, needs_id }))
      }
      recountWaits(this.database, [id])
    })
    return this.get(id)
  }

  /** Throws JOB_NOT_FOUND. */
  get(id: string): Job {
    return getJob(this.database, id)
  }

  /** The same without what it does and needs. Throws JOB_NOT_FOUND. */
  summary(id: string): JobSummary {
    return requireJob(this.database, id)
  }

  /** Throws JOB_NOT_FOUND. */
  attempts(id: string): JobAttempt[] {
    this.summary(id)
    return attemptsOf(this.database, id)
  }

  /** Running and paused jobs, then the queued ones in their order. */
  queue({ limit = 1000, offset = 0 }: JobQuery = {}): JobSummary[] {
    const { build } = this.database
    const query = build
      .selectFrom('jobs')
      .select(SUMMARY_COLUMNS)
      .where('state', '=', sql.lit('queued'))
      .orderBy('priority', 'desc')
      .orderBy('position')
    const active = offset === 0 ? this.active() : []
    return [...active, ...this.database.all(query.limit(limit).offset(offset)).map(toSummary)]
  }

  /** Jobs that have ended, the latest first. */
  history({ states, limit = 100, offset = 0 }: JobQuery = {}): JobSummary[] {
    const query = this.database.build
      .selectFrom('jobs')
      .select(SUMMARY_COLUMNS)
      .where('finished_at', 'is not', null)
      .$if(states !== undefined, (jobs) => jobs.where('state', 'in', states ?? []))
      .orderBy('finished_at', 'desc')
      .orderBy('id', 'desc')
    return this.database.all(query.limit(limit).offset(offset)).map(toSummary)
  }

  /** How many jobs there are in each state; states without any are missing. */
  counts(): Partial<Record<JobState, number>> {
    const count = sql<number>`count(*)`.as('count')
    const rows = this.database.all(
      this.database.build.selectFrom('jobs').select(['state', count]).groupBy('state'),
    )
    return Object.fromEntries(rows.map((row) => [row.state, row.count]))
  }

  /** Running and paused jobs, by their start. */
  active(): JobSummary[] {
    const query = this.database.build.selectFrom('jobs').select(SUMMARY_COLUMNS).where(IS_ACTIVE)
    return this.database.all(query.orderBy('started_at').orderBy('id')).map(toSummary)
  }

  /** The job that would be claimed now. */
  next(slots: JobSlots): string | undefined {
    return nextJob(this.database, slots)
  }

  /** Takes the next job for a supervisor and begins an attempt of it. */
  claim(slots: JobSlots, supervisor: ProcessIdentity): JobSummary | undefined {
    const job = claimNext(this.database, slots, supervisor)
    if (job !== undefined) this.clock.start(attemptKey(job.id, job.attempt))
    return job
  }

  /** A started process makes its attempt its own. @returns false where it is too late: the attempt was given up. */
  takeOver(id: string, attempt: number, owner: ProcessIdentity): boolean {
    const changed = this.database.run(
      this.running(id, attempt)
        .set({ owner_pid: owner.pid, owner_start: owner.start })
        .whereRef('owner_pid', '=', 'supervisor_pid')
        .whereRef('owner_start', '=', 'supervisor_start'),
    )
    if (changed === 1) this.clock.start(attemptKey(id, attempt))
    return changed === 1
  }

  /** Another supervisor looks after a running job. @returns false where a third one was faster. */
  adopt(job: JobSummary, supervisor: ProcessIdentity): boolean {
    const changed = this.database.run(
      this.running(job.id, job.attempt)
        .set({ supervisor_pid: supervisor.pid, supervisor_start: supervisor.start })
        .where('supervisor_pid', 'is', job.supervisor?.pid ?? null)
        .where('supervisor_start', 'is', job.supervisor?.start ?? null),
    )
    return changed === 1
  }

  setProgress(id: string, attempt: number, progress: JobProgress): void {
    this.database.run(this.running(id, attempt).set({ progress: JSON.stringify(progress) }))
  }

  /** A process is about to stand still, or goes on. @returns false where the attempt is over. */
  setHeld(id: string, attempt: number, held: boolean): boolean {
    const state = held ? 'paused' : 'running'
    return this.database.run(this.running(id, attempt).set({ state })) === 1
  }

  /** Links runs to the attempt that made them. @returns those that were not linked before. */
  linkRuns(id: string, attempt: number, runIds: readonly string[]): string[] {
    return runIds.filter(
      (run_id) =>
        this.database.run(
          this.database.build
            .insertInto('job_runs')
            .values({ job_id: id, attempt, run_id })
            .onConflict((on) => on.doNothing()),
        ) === 1,
    )
  }

  /** The job that made a run; undefined for one that came from elsewhere. */
  jobOfRun(runId: string): string | undefined {
    const query = this.database.build.selectFrom('job_runs').select('job_id').where('run_id', '=', runId)
    return this.database.first(query.limit(1))?.job_id
  }

  /** Ids of the runs that a process has made, oldest first. */
  runsOfProcess({ pid, start }: ProcessIdentity): string[] {
    const query = this.database.build
      .selectFrom('runs')
      .select('id')
      .where('owner_pid', '=', pid)
      .where('owner_start', '=', start)
    return this.database.all(query.orderBy('id')).map((row) => row.id)
  }

  /**
   * Says that a job is to end, and why. One without a process is cancelled at once.
   * @returns the ids of the jobs that changed. Throws JOB_NOT_FOUND, and JOB_STATE for one that has ended.
   */
  ask(id: string, intent: JobIntent): string[] {
    return this.database.write(() => {
      const job = this.summary(id)
      if (hasEnded(job.state)) {
        throw new QuantbenchError('JOB_STATE', `Expected a job that goes on, ${id} is ${job.state}`, {
          wayOut: 'There is nothing left to stop.',
        })
      }
      if (job.owner === null) return intent === 'cancel' ? cancelWaiting(this.database, id) : []
      // Who cancels means it, whatever else was asked before; what was paused stays so when the engine quits.
      const wanted = intent === 'stop' && job.state === 'paused' ? 'park' : intent
      const asked = job.intent === 'cancel' ? 'cancel' : wanted
      this.database.run(this.running(id, job.attempt).set({ intent: asked }))
      return [id]
    })
  }

  /** See `finishAttempt`. */
  finish(id: string, attempt: number, outcome: JobOutcome, options?: FinishOptions): string[] {
    const endOf = (startedAt: number): number => this.clock.end(attemptKey(id, attempt), startedAt)
    return finishAttempt(this.database, id, attempt, outcome, { endOf, ...options })
  }

  /** See `retryJob`. */
  retry(id: string, resume?: boolean): string[] {
    return retryJob(this.database, id, resume)
  }

  /** See `moveJob`. */
  move(id: string, to: JobPlace): void {
    moveJob(this.database, id, to)
  }

  /** See `setPriority`. */
  setPriority(id: string, priority: number): void {
    setPriority(this.database, id, priority)
  }

  /** Forgets jobs that have ended; their runs stay. Throws JOB_NOT_FOUND, and JOB_STATE where one goes on or is needed. */
  remove(ids: readonly string[]): void {
    this.database.write(() => {
      for (const id of ids) {
        if (!hasEnded(this.summary(id).state) || this.isNeeded(id)) {
          throw new QuantbenchError('JOB_STATE', `Job ${id} has not ended, or a queued job needs it`, {
            wayOut: 'Cancel what goes on first.',
          })
        }
        this.database.run(this.database.build.deleteFrom('jobs').where('id', '=', id))
      }
    })
  }

  private running(id: string, attempt: number) {
    return this.database.build
      .updateTable('jobs')
      .where('id', '=', id)
      .where('attempt', '=', attempt)
      .where(IS_ACTIVE)
      .where('owner_pid', 'is not', null)
  }

  private isNeeded(id: string): boolean {
    const query = this.database.build
      .selectFrom('job_dependencies as d')
      .innerJoin('jobs as j', 'j.id', 'd.job_id')
      .select('j.id')
      .where('d.needs_id', '=', id)
      .where('j.finished_at', 'is', null)
    return this.database.first(query) !== undefined
  }

  private requireHope(id: string): void {
    const row = this.database.first(
      this.database.build.selectFrom('jobs').select(['state', 'title']).where('id', '=', id),
    )
    if (row === undefined) throw jobNotFound(id)
    if (!hasEnded(row.state) || row.state === 'done') return
    throw new QuantbenchError('JOB_STATE', `“${row.title}”, which the job needs, is ${row.state}`, {
      wayOut: 'Retry that job first.',
    })
  }

  private insert(id: string, input: NewJob): void {
    const { kind, title, priority = 0, cpu, originId = null } = input
    const row = {
      id,
      kind,
      title,
      state: 'queued' as const,
      priority,
      position: lastPosition(this.database, priority),
      specification: JSON.stringify(input.specification),
      gpu: input.gpu ? (1 as const) : (0 as const),
      cpu,
      resumable: input.resumable ? (1 as const) : (0 as const),
      origin_id: originId,
      created_at: Date.now(),
    }
    this.database.run(this.database.build.insertInto('jobs').values(row))
  }
}
