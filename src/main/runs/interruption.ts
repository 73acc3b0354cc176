import { sql } from 'kysely'
import type { StoreDatabase } from './database.ts'
import { isAlive } from './process-identity.ts'

const MESSAGE = 'The process that made this run ended before the run did'

/**
 * Marks runs as interrupted that say running although their process is gone, as after a kill or a power cut.
 * @returns their ids.
 */
export function markInterruptedRuns(database: StoreDatabase): string[] {
  const running = database.build
    .selectFrom('runs')
    .select(['id', 'owner_pid', 'owner_start'])
    .where('status', '=', 'running')
  const isGone = (row: { owner_pid: number | null; owner_start: string | null }): boolean =>
    row.owner_pid === null ||
    row.owner_start === null ||
    !isAlive({ pid: row.owner_pid, start: row.owner_start })
  if (!database.all(running).some(isGone)) return []
  return database.write(() => {
    // Read again under the lock: a run may have ended, or been taken up by another process, meanwhile.
    const gone = database
      .all(running)
      .filter(isGone)
      .map((row) => row.id)
    const values = {
      status: 'interrupted' as const,
      finished_at: sql<number>`max(started_at, ${Date.now()})`,
    }
    const why = { error_code: 'PROCESS_FAILED', error_message: MESSAGE }
    if (gone.length > 0) {
      database.run(
        database.build
          .updateTable('runs')
          .set({ ...values, ...why })
          .where('id', 'in', gone),
      )
    }
    return gone
  })
}
