import { sql, type Selectable, type SqlBool } from 'kysely'
import { QuantbenchError } from '../base/errors.ts'
import type { StoreDatabase } from './database.ts'
import type { Job, JobAttempt, JobError, JobSummary } from './job-record.ts'
import { jobProgressSchema } from './job-record.ts'
import { argvSchema, jsonSchema, readJson } from './json-column.ts'
import type { ProcessIdentity } from './process-identity.ts'
import type { JobsTable } from './schema.ts'

/** The columns of `JobSummary`. */
export const SUMMARY_COLUMNS = [
  'id',
  'kind',
  'title',
  'state',
  'priority',
  'gpu',
  'cpu',
  'resumable',
  'waits',
  'attempt',
  'resume',
  'intent',
  'origin_id',
  'failed_by',
  'created_at',
  'started_at',
  'finished_at',
  'owner_pid',
  'owner_start',
  'supervisor_pid',
  'supervisor_start',
  'error_code',
  'error_message',
  'error_way_out',
  'progress',
] as const

function summaryQuery({ build }: StoreDatabase) {
  return build.selectFrom('jobs').select(SUMMARY_COLUMNS)
}

export type SummaryRow = Pick<Selectable<JobsTable>, (typeof SUMMARY_COLUMNS)[number]>

/** Jobs that have begun and not ended; literal, so that the index `jobs_active` serves it. */
export const IS_ACTIVE = sql<SqlBool>`state IN ('running', 'paused')`

function identityOf(pid: number | null, start: string | null): ProcessIdentity | null {
  return pid === null || start === null ? null : { pid, start }
}

function errorOf(row: {
  error_code: string | null
  error_message: string | null
  error_way_out: string | null
}): JobError | null {
  if (row.error_code === null || row.error_message === null) return null
  return { code: row.error_code, message: row.error_message, wayOut: row.error_way_out }
}

export function toSummary(row: SummaryRow): JobSummary {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    state: row.state,
    priority: row.priority,
    gpu: row.gpu === 1,
    cpu: row.cpu,
    resumable: row.resumable === 1,
    waits: row.waits,
    attempt: row.attempt,
    resume: row.resume === 1,
    intent: row.intent,
    originId: row.origin_id,
    failedBy: row.failed_by,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    owner: identityOf(row.owner_pid, row.owner_start),
    supervisor: identityOf(row.supervisor_pid, row.supervisor_start),
    error: errorOf(row),
    progress:
      row.progress === null ? null : readJson(jobProgressSchema, row.progress, `progress of job ${row.id}`),
  }
}

export function jobNotFound(id: string): QuantbenchError {
  return new QuantbenchError('JOB_NOT_FOUND', `There is no job ${id}`, {
    wayOut: 'It may have been removed; look at the list of jobs.',
  })
}

/** Throws JOB_NOT_FOUND. */
export function requireJob(database: StoreDatabase, id: string): JobSummary {
  const row = database.first(summaryQuery(database).where('id', '=', id))
  if (row === undefined) throw jobNotFound(id)
  return toSummary(row)
}

/** Throws JOB_NOT_FOUND. */
export function getJob(database: StoreDatabase, id: string): Job {
  const { build } = database
  const row = database.first(summaryQuery(database).select('specification').where('id', '=', id))
  if (row === undefined) throw jobNotFound(id)
  const needs = database.all(build.selectFrom('job_dependencies').select('needs_id').where('job_id', '=', id))
  return {
    ...toSummary(row),
    specification: readJson(jsonSchema, row.specification, `specification of job ${id}`),
    needs: needs.map(({ needs_id }) => needs_id),
  }
}

/** The attempts of a job, oldest first. */
export function attemptsOf(database: StoreDatabase, id: string): JobAttempt[] {
  const { build } = database
  const rows = database.all(
    build.selectFrom('job_attempts').selectAll().where('job_id', '=', id).orderBy('number'),
  )
  const links = database.all(
    build.selectFrom('job_runs').selectAll().where('job_id', '=', id).orderBy('run_id'),
  )
  return rows.map((row) => ({
    number: row.number,
    outcome: row.outcome,
    resumed: row.resumed === 1,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    exitCode: row.exit_code,
    exitSignal: row.exit_signal,
    error: errorOf(row),
    lastLines: readJson(argvSchema, row.last_lines, `last lines of job ${id}`),
    result: row.result === null ? null : readJson(jsonSchema, row.result, `result of job ${id}`),
    runs: links.filter(({ attempt }) => attempt === row.number).map(({ run_id }) => run_id),
  }))
}
