import { sql } from 'kysely'
import type { StoreDatabase } from './database.ts'
import { requireJob } from './job-lookup.ts'
import type { JobEnding, JobError, JobOutcome, JobSummary } from './job-record.ts'
import { hasEnded, type AttemptOutcome, type JobState } from './job-state.ts'
import { isSameProcess } from './process-identity.ts'

/** What becomes of a job whose attempt is over. */
interface Fate {
  state: Exclude<JobState, 'running'>
  attempt: AttemptOutcome
  error: JobError | null
  /** Queued again by itself, not because somebody asked. */
  byItself?: boolean
  /** Whether the next attempt goes on from what was stored. */
  resume?: boolean
}

/**
 * A job that was stopped or whose process is lost goes on from what it stored where it can, up to `maxResumes` times
 * without being asked to, so that one that takes the machine down with it does not do so for ever.
 */
function fateOfStopped(job: JobSummary, resumes: number, maxResumes: number, error: JobError): Fate {
  if (job.intent === 'cancel') return { state: 'cancelled', attempt: 'cancelled', error: cancelled(error) }
  const attempt = 'interrupted'
  // A process that never made the attempt its own has done nothing.
  const untouched = isSameProcess(job.owner, job.supervisor)
  if (!job.resumable && !untouched) return { state: attempt, attempt, error }
  const resume = untouched ? job.resume : true
  if (job.intent === 'park' || job.state === 'paused') return { state: 'paused', attempt, error, resume }
  if (job.intent === 'stop') return { state: 'queued', attempt, error, resume }
  if (resumes < maxResumes) return { state: 'queued', attempt, error, resume, byItself: true }
  const message = `${error.message}, after ${resumes} restarts`
  return { state: attempt, attempt, error: { ...error, message } }
}

function cancelled({ wayOut }: JobError): JobError {
  return { code: 'CANCELLED', message: 'Cancelled', wayOut }
}

function fateOf(job: JobSummary, resumes: number, maxResumes: number, outcome: JobOutcome): Fate {
  if (outcome.kind === 'done') return { state: 'done', attempt: 'done', error: null }
  // What fails because its processes are being ended has been stopped.
  if (outcome.kind === 'failed' && job.intent === null)
    return { state: 'failed', attempt: 'failed', error: outcome.error }
  return fateOfStopped(job, resumes, maxResumes, outcome.error)
}

function columnsOf(error: JobError | null) {
  return {
    error_code: error?.code ?? null,
    error_message: error?.message ?? null,
    error_way_out: error?.wayOut ?? null,
  }
}

function endAttempt(
  database: StoreDatabase,
  { id, attempt }: JobSummary,
  fate: Fate,
  outcome: JobOutcome,
  { exit, lastLines = [], endedAt }: JobEnding & { endedAt: number },
): void {
  const values = {
    outcome: fate.attempt,
    // A clock that was set back must not make anything end before it began.
    finished_at: sql<number>`max(${endedAt}, started_at)`,
    exit_code: exit?.code ?? null,
    exit_signal: exit?.signal ?? null,
    ...columnsOf(fate.error),
    last_lines: JSON.stringify(lastLines),
    result: outcome.kind === 'done' ? JSON.stringify(outcome.result) : null,
  }
  const row = database.build.updateTable('job_attempts').set(values)
  database.run(row.where('job_id', '=', id).where('number', '=', attempt))
}

function setFate(
  database: StoreDatabase,
  id: string,
  { state, error, byItself = false, resume = false }: Fate,
  endedAt: number = Date.now(),
): void {
  const goesOn = state === 'queued' || state === 'paused'
  const values = {
    state,
    finished_at: goesOn ? null : sql<number>`max(${endedAt}, created_at, coalesce(started_at, 0))`,
    owner_pid: null,
    owner_start: null,
    supervisor_pid: null,
    supervisor_start: null,
    intent: null,
    resume: resume ? (1 as const) : (0 as const),
    ...(byItself ? { resumes: sql<number>`resumes + 1` } : {}),
    ...columnsOf(goesOn ? null : error),
  }
  database.run(database.build.updateTable('jobs').set(values).where('id', '=', id))
}

/** Counts again what a job waits for; `jobs` picks those to count for. */
export function recountWaits(database: StoreDatabase, ids: readonly string[]): void {
  const waits = sql<number>`(
    SELECT count(*) FROM job_dependencies AS d JOIN jobs AS n ON n.id = d.needs_id
    WHERE d.job_id = jobs.id AND n.state <> 'done')`
  for (const id of ids) database.run(database.build.updateTable('jobs').set({ waits }).where('id', '=', id))
}

/** Ids of the queued jobs that need one. */
function waitingFor(database: StoreDatabase, id: string): string[] {
  const query = database.build
    .selectFrom('job_dependencies as d')
    .innerJoin('jobs as j', 'j.id', 'd.job_id')
    .select('j.id')
    .where('d.needs_id', '=', id)
    .where('j.state', 'in', ['queued', 'paused'])
    .where('j.owner_pid', 'is', null)
  return database.all(query).map((row) => row.id)
}

const HOW_IT_ENDED = { failed: 'failed', cancelled: 'was cancelled', interrupted: 'was interrupted' } as const

/** Fails what needs a job that did not end well, and what needs that. @returns their ids. */
function failDependents(database: StoreDatabase, root: JobSummary): string[] {
  const failed: string[] = []
  const work = [root]
  for (let job = work.pop(); job !== undefined; job = work.pop()) {
    if (!hasEnded(job.state) || job.state === 'done') continue
    const message = `“${job.title}”, which it needs, ${HOW_IT_ENDED[job.state]}: ${job.error?.message ?? 'no reason is known'}`
    const error = {
      code: job.error?.code ?? 'PROCESS_FAILED',
      message,
      wayOut: 'Retry that job; this one is queued again with it.',
    }
    for (const id of waitingFor(database, job.id)) {
      setFate(database, id, { state: 'failed', attempt: 'failed', error })
      database.run(database.build.updateTable('jobs').set({ failed_by: job.id }).where('id', '=', id))
      failed.push(id)
      work.push(requireJob(database, id))
    }
  }
  return failed
}

/** What follows from a job's end for those that need it. @returns the ids of all jobs that changed, its own first. */
function spread(database: StoreDatabase, id: string): string[] {
  const job = requireJob(database, id)
  if (!hasEnded(job.state)) return [id]
  if (job.state !== 'done') return [id, ...failDependents(database, job)]
  const ready = waitingFor(database, id)
  recountWaits(database, ready)
  return [id, ...ready]
}

export interface FinishOptions extends JobEnding {
  maxResumes?: number
  /** Tells the end of an attempt from its start. Default: now. */
  endOf?: (startedAt: number) => number
}

/**
 * Ends an attempt and says what becomes of the job. The first to tell is believed: does nothing (and returns an
 * empty list) where the attempt is over already. @returns the ids of all jobs that changed, the job's own first.
 */
export function finishAttempt(
  database: StoreDatabase,
  id: string,
  attempt: number,
  outcome: JobOutcome,
  { maxResumes = 10, endOf = () => Date.now(), ...ending }: FinishOptions = {},
): string[] {
  return database.write(() => {
    const job = requireJob(database, id)
    if (job.attempt !== attempt || job.owner === null || hasEnded(job.state)) return []
    const { resumes } = database.one(database.build.selectFrom('jobs').select('resumes').where('id', '=', id))
    const fate = fateOf(job, resumes, maxResumes, outcome)
    const endedAt = endOf(job.startedAt ?? 0)
    endAttempt(database, job, fate, outcome, { ...ending, endedAt })
    setFate(database, id, fate, endedAt)
    return spread(database, id)
  })
}

/** Cancels a job that has no process. @returns the ids of all jobs that changed. */
export function cancelWaiting(database: StoreDatabase, id: string): string[] {
  const error = { code: 'CANCELLED', message: 'Cancelled', wayOut: 'Retry it to have it done after all.' }
  setFate(database, id, { state: 'cancelled', attempt: 'cancelled', error })
  return spread(database, id)
}
