import { sql } from 'kysely'
import type { StoreDatabase } from './database.ts'
import { IS_ACTIVE, requireJob } from './job-lookup.ts'
import type { JobSlots, JobSummary } from './job-record.ts'
import type { ProcessIdentity } from './process-identity.ts'

interface Candidate {
  id: string
  gpu: number
  cpu: number
  priority: number
  position: number
}

/** What running jobs, and paused ones that keep their process, leave free. All supervisors of a store share the slots. */
function freeSlots(database: StoreDatabase, slots: JobSlots): JobSlots {
  const used = database.first(
    database.build
      .selectFrom('jobs')
      .select([
        sql<number>`coalesce(sum(gpu), 0)`.as('gpu'),
        sql<number>`coalesce(sum(min(cpu, ${slots.cpu})), 0)`.as('cpu'),
      ])
      .where(IS_ACTIVE)
      .where('owner_pid', 'is not', null),
  )
  return { gpu: slots.gpu - (used?.gpu ?? 0), cpu: slots.cpu - (used?.cpu ?? 0) }
}

/** The first ready job of those that want a GPU, or of those that do not: one step in the index `jobs_next`. */
export function firstReady(build: StoreDatabase['build'], gpu: 0 | 1) {
  return build
    .selectFrom('jobs')
    .select(['id', 'gpu', 'cpu', 'priority', 'position'])
    .where('state', '=', sql.lit('queued'))
    .where('waits', '=', sql.lit(0))
    .where('gpu', '=', gpu)
    .orderBy('priority', 'desc')
    .orderBy('position')
    .limit(1)
}

function isBefore(one: Candidate, other: Candidate): boolean {
  return one.priority === other.priority ? one.position < other.position : one.priority > other.priority
}

/**
 * The job that would be claimed now, if any; changes nothing and takes no lock. Jobs that want no GPU pass those that wait for one. Nothing passes a job that waits for CPU slots, or small jobs
 * would keep a large one waiting for ever; one that wants more slots than there are takes them all.
 */
export function nextJob(database: StoreDatabase, slots: JobSlots): string | undefined {
  const free = freeSlots(database, slots)
  if (free.cpu < 1) return undefined
  const plain = database.first(firstReady(database.build, 0))
  const graphic = free.gpu < 1 ? undefined : database.first(firstReady(database.build, 1))
  const next =
    plain !== undefined && graphic !== undefined && isBefore(graphic, plain) ? graphic : (plain ?? graphic)
  return next !== undefined && Math.min(next.cpu, slots.cpu) <= free.cpu ? next.id : undefined
}

/** Takes the next job for a supervisor and begins an attempt of it; undefined when none may start. */
export function claimNext(
  database: StoreDatabase,
  slots: JobSlots,
  supervisor: ProcessIdentity,
): JobSummary | undefined {
  if (nextJob(database, slots) === undefined) return undefined
  return database.write(() => {
    // Again under the lock: another supervisor may have been faster.
    const id = nextJob(database, slots)
    if (id === undefined) return undefined
    const { attempt, resume, createdAt } = requireJob(database, id)
    // The clock may have been set back since.
    const now = Math.max(Date.now(), createdAt)
    const values = {
      state: 'running' as const,
      attempt: attempt + 1,
      started_at: now,
      progress: null,
      owner_pid: supervisor.pid,
      owner_start: supervisor.start,
      supervisor_pid: supervisor.pid,
      supervisor_start: supervisor.start,
    }
    database.run(database.build.updateTable('jobs').set(values).where('id', '=', id))
    const row = { job_id: id, number: attempt + 1, resumed: resume ? (1 as const) : (0 as const) }
    database.run(database.build.insertInto('job_attempts').values({ ...row, started_at: now }))
    return requireJob(database, id)
  })
}
