import { sql } from 'kysely'
import { QuantbenchError } from '../base/errors.ts'
import type { StoreDatabase } from './database.ts'
import { requireJob } from './job-lookup.ts'
import type { JobPlace } from './job-record.ts'

interface Placed {
  priority: number
  position: number
}

/** The queued jobs of a priority, by the index `jobs_queue`. */
function queued({ build }: StoreDatabase, priority: number) {
  return build.selectFrom('jobs').where('state', '=', sql.lit('queued')).where('priority', '=', priority)
}

/** A place behind all queued jobs of a priority. */
export function lastPosition(database: StoreDatabase, priority: number): number {
  const query = queued(database, priority).select('position').orderBy('position', 'desc').limit(1)
  return (database.first(query)?.position ?? 0) + 1
}

function requireQueued(database: StoreDatabase, id: string): Placed {
  const { state } = requireJob(database, id)
  if (state !== 'queued') {
    throw new QuantbenchError('JOB_STATE', `Expected a queued job, ${id} is ${state}`, {
      wayOut: 'Only queued jobs have an order.',
    })
  }
  return database.one(database.build.selectFrom('jobs').select(['priority', 'position']).where('id', '=', id))
}

function place(database: StoreDatabase, id: string, placed: Placed): void {
  database.run(database.build.updateTable('jobs').set(placed).where('id', '=', id))
}

/** Gives the queued jobs of a priority whole positions again, in their order. */
function spreadOut(database: StoreDatabase, priority: number): void {
  const rows = database.all(queued(database, priority).select('id').orderBy('position'))
  for (const [index, { id }] of rows.entries()) place(database, id, { priority, position: index + 1 })
}

/** The middle between a job and its neighbour on one side; undefined where doubles have no number left between. */
function middle(database: StoreDatabase, { priority, position }: Placed, side: 'before' | 'after') {
  const before = side === 'before'
  const neighbour = database.first(
    queued(database, priority)
      .select('position')
      .where('position', before ? '<' : '>', position)
      .orderBy('position', before ? 'desc' : 'asc')
      .limit(1),
  )
  if (neighbour === undefined) return position + (before ? -1 : 1)
  const between = (position + neighbour.position) / 2
  return between === position || between === neighbour.position ? undefined : between
}

/** Puts a queued job beside another one, at that one's priority. Throws JOB_NOT_FOUND, and JOB_STATE where one is not queued. */
export function moveJob(database: StoreDatabase, id: string, to: JobPlace): void {
  const [side, otherId] = 'before' in to ? (['before', to.before] as const) : (['after', to.after] as const)
  if (otherId === id) return
  database.write(() => {
    requireQueued(database, id)
    const other = requireQueued(database, otherId)
    let position = middle(database, other, side)
    if (position === undefined) {
      spreadOut(database, other.priority)
      position = middle(database, requireQueued(database, otherId), side)
    }
    place(database, id, { priority: other.priority, position: position ?? other.position })
  })
}

/** Puts a queued job at the end of another priority. Throws JOB_NOT_FOUND, and JOB_STATE where it is not queued. */
export function setPriority(database: StoreDatabase, id: string, priority: number): void {
  database.write(() => {
    if (requireQueued(database, id).priority === priority) return
    place(database, id, { priority, position: lastPosition(database, priority) })
  })
}
