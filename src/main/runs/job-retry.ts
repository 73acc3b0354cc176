import { QuantbenchError } from '../base/errors.ts'
import type { StoreDatabase } from './database.ts'
import { requireJob } from './job-lookup.ts'
import { lastPosition } from './job-order.ts'
import { recountWaits } from './job-outcome.ts'
import type { JobSummary } from './job-record.ts'
import { hasEnded } from './job-state.ts'

function refuse(database: StoreDatabase, { id, state, owner, failedBy }: JobSummary): void {
  const parked = state === 'paused' && owner === null
  if (!parked && (!hasEnded(state) || state === 'done')) {
    throw new QuantbenchError('JOB_STATE', `Expected a job that did not end well, ${id} is ${state}`, {
      wayOut: state === 'done' ? 'Queue a copy of it instead.' : 'Wait for its end, or cancel it first.',
    })
  }
  if (failedBy === null) return
  const cause = requireJob(database, failedBy)
  if (hasEnded(cause.state) && cause.state !== 'done') {
    throw new QuantbenchError('JOB_STATE', `Job ${id} needs “${cause.title}”, which has not been done`, {
      wayOut: 'Retry that job; this one is queued again with it.',
    })
  }
}

function queueAgain(database: StoreDatabase, { id, priority }: JobSummary, resume: boolean): void {
  const values = {
    state: 'queued' as const,
    position: lastPosition(database, priority),
    resume: resume ? (1 as const) : (0 as const),
    resumes: 0,
    failed_by: null,
    finished_at: null,
    error_code: null,
    error_message: null,
    error_way_out: null,
  }
  database.run(database.build.updateTable('jobs').set(values).where('id', '=', id))
  recountWaits(database, [id])
}

/**
 * Queues a job again that failed, was cancelled or interrupted, or was put aside; and with it those that failed only
 * because of it. `resume`: goes on from what it stored (where it can). Throws JOB_NOT_FOUND, and JOB_STATE for any other
 * state. @returns the ids of all jobs that changed, its own first.
 */
export function retryJob(database: StoreDatabase, id: string, resume = true): string[] {
  return database.write(() => {
    refuse(database, requireJob(database, id))
    const changed: string[] = []
    const work = [id]
    for (let next = work.shift(); next !== undefined; next = work.shift()) {
      const job = requireJob(database, next)
      queueAgain(database, job, resume && job.resumable && job.attempt > 0)
      changed.push(next)
      const dependents = database.build.selectFrom('jobs').select('id').where('failed_by', '=', next)
      work.push(...database.all(dependents.where('state', '=', 'failed')).map((row) => row.id))
    }
    return changed
  })
}
