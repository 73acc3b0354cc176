import { sql, type SqlBool } from 'kysely'
import { QuantbenchError } from '../base/errors.ts'
import { deleteUnlinked, tidyOrphanFiles } from './artifact-files.ts'
import type { StoreDatabase } from './database.ts'
import { isAlive } from './process-identity.ts'
import { runNotFound } from './run-lookup.ts'

export interface Deletion {
  runs: string[]
  /** SHA-256 of artifacts that no other run had. */
  artifacts: string[]
  bytesFreed: number
}

interface Candidate {
  id: string
  name: string
  status: string
  owner_pid: number | null
  owner_start: string | null
}

function refuseRunning(run: Candidate): void {
  if (run.status !== 'running' || run.owner_pid === null || run.owner_start === null) return
  if (!isAlive({ pid: run.owner_pid, start: run.owner_start })) return
  throw new QuantbenchError('USAGE', `Run ${run.id} is still running`, { wayOut: 'Cancel it first.' })
}

function load(database: StoreDatabase, id: string): Candidate {
  const columns = ['id', 'name', 'status', 'owner_pid', 'owner_start'] as const
  const run = database.first(database.build.selectFrom('runs').select(columns).where('id', '=', id))
  if (run === undefined) throw runNotFound(`There is no run ${id}`)
  return run
}

function deleteRow(database: StoreDatabase, run: Candidate): void {
  const lost = { parent_id: null, lost_parent_id: run.id, lost_parent_name: run.name }
  database.run(database.build.updateTable('runs').set(lost).where('parent_id', '=', run.id))
  database.run(database.build.deleteFrom('runs').where('id', '=', run.id))
}

/** What a run refers to, looked up before its row goes. */
function usedBy(database: StoreDatabase, ids: readonly string[]) {
  const { build } = database
  const models = database.all(
    build
      .selectFrom('runs')
      .select(['model_sha256 as taken', 'output_model_sha256 as made'])
      .where('id', 'in', ids),
  )
  const artifacts = database.all(
    build.selectFrom('run_artifacts').select('sha256').distinct().where('run_id', 'in', ids),
  )
  const datasets = database.all(
    build.selectFrom('run_datasets').select('dataset_id as id').distinct().where('run_id', 'in', ids),
  )
  return {
    models: models.flatMap((row) => [row.taken, row.made]).filter((sha256) => sha256 !== null),
    artifacts: artifacts.map((row) => row.sha256),
    datasets: datasets.map((row) => row.id),
  }
}

/** Deletes those of the given rows that nothing refers to any more. @returns the artifacts' hashes. */
function deleteUnused(database: StoreDatabase, used: ReturnType<typeof usedBy>): string[] {
  const { build } = database
  database.run(
    build
      .deleteFrom('models')
      .where('sha256', 'in', used.models)
      .where('pinned', '=', 0)
      .where(sql<SqlBool>`NOT EXISTS (SELECT 1 FROM runs AS r WHERE r.model_sha256 = models.sha256)`)
      .where(sql<SqlBool>`NOT EXISTS (SELECT 1 FROM runs AS r WHERE r.output_model_sha256 = models.sha256)`),
  )
  database.run(
    build
      .deleteFrom('datasets')
      .where('id', 'in', used.datasets)
      .where('pinned', '=', 0)
      .where(sql<SqlBool>`NOT EXISTS (SELECT 1 FROM run_datasets AS l WHERE l.dataset_id = datasets.id)`),
  )
  return deleteUnlinked(database, used.artifacts)
}

/**
 * Deletes runs and what only they used: their figures, curves and events, and artifacts, models and datasets that no
 * other run refers to. Runs made from them stay and keep the lost parent's id and name. All or none.
 * Throws RUN_NOT_FOUND, and USAGE for a run that is still running.
 */
export function deleteRuns(database: StoreDatabase, home: string, ids: readonly string[]): Deletion {
  const runs = [...new Set(ids)]
  const artifacts = database.write(() => {
    const candidates = runs.map((id) => load(database, id))
    for (const run of candidates) refuseRunning(run)
    const used = usedBy(database, runs)
    for (const run of candidates) deleteRow(database, run)
    return deleteUnused(database, used)
  })
  // After the commit: a crash between the two leaves stray files, which compacting removes, and never a row without its file.
  return { runs, artifacts, bytesFreed: tidyOrphanFiles(database, home, artifacts) }
}
