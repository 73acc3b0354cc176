import { sql } from 'kysely'
import type { StoreDatabase } from './database.ts'
import { selectRuns, toSummary } from './run-query.ts'
import type { RunSummary } from './run-record.ts'

/** Deeper than any chain of trainings; ends the walk should a damaged store hold a circle. */
const DEEPEST = 100

function relatives(database: StoreDatabase, id: string, direction: 'up' | 'down'): RunSummary[] {
  const family =
    direction === 'up'
      ? sql<{ id: string; depth: number }>`(
          WITH RECURSIVE family (id, depth) AS (
            SELECT parent_id, 1 FROM runs WHERE id = ${id} AND parent_id IS NOT NULL
            UNION SELECT runs.parent_id, depth + 1 FROM family JOIN runs ON runs.id = family.id
            WHERE runs.parent_id IS NOT NULL AND depth < ${DEEPEST}
          ) SELECT id, min(depth) AS depth FROM family GROUP BY id)`
      : sql<{ id: string; depth: number }>`(
          WITH RECURSIVE family (id, depth) AS (
            SELECT id, 1 FROM runs WHERE parent_id = ${id}
            UNION SELECT runs.id, depth + 1 FROM family JOIN runs ON runs.parent_id = family.id
            WHERE depth < ${DEEPEST}
          ) SELECT id, min(depth) AS depth FROM family GROUP BY id)`
  const rows = database.all(
    selectRuns(database)
      .innerJoin(family.as('f'), 'f.id', 'r.id')
      .orderBy('f.depth')
      .orderBy('r.created_at')
      .orderBy('r.id'),
  )
  return rows.map((row) => ({ ...toSummary(row), metrics: {} }))
}

/** The parent of a run, its parent and so on: nearest first. */
export function ancestorsOf(database: StoreDatabase, id: string): RunSummary[] {
  return relatives(database, id, 'up')
}

/** The runs made from a run, and from those: by generation, then by time. */
export function descendantsOf(database: StoreDatabase, id: string): RunSummary[] {
  return relatives(database, id, 'down')
}
