import { QuantbenchError } from '../base/errors.ts'
import type { StoreDatabase } from './database.ts'
import { argvSchema, jsonRecordSchema, readJson } from './json-column.ts'
import { isOneOf } from './one-of.ts'
import { normaliseRunId } from './run-id.ts'
import { selectRuns, toSummary } from './run-query.ts'
import type { Run } from './run-record.ts'

export function runNotFound(message: string): QuantbenchError {
  return new QuantbenchError('RUN_NOT_FOUND', message, {
    wayOut: '`quantbench runs list` shows what is there.',
  })
}

/** Throws RUN_NOT_FOUND; callers use it inside the transaction that then writes for the run. */
export function requireRun(database: StoreDatabase, id: string): void {
  const found = database.first(database.build.selectFrom('runs').select('id').where('id', '=', id))
  if (found === undefined) throw runNotFound(`There is no run ${id}`)
}

/** Milliseconds since 1970. Throws RUN_NOT_FOUND. */
export function startOfRun(database: StoreDatabase, id: string): number {
  const row = database.first(database.build.selectFrom('runs').select('started_at').where('id', '=', id))
  if (row === undefined) throw runNotFound(`There is no run ${id}`)
  return row.started_at
}

/** By run id. */
function datasetsOf(database: StoreDatabase, ids: readonly string[]): Map<string, Run['datasets']> {
  const rows = database.all(
    database.build
      .selectFrom('run_datasets')
      .select(['run_id', 'dataset_id as id', 'role'])
      .where(isOneOf('run_id', ids))
      .orderBy('role')
      .orderBy('dataset_id'),
  )
  const byRun = Map.groupBy(rows, (row) => row.run_id)
  return new Map(ids.map((id) => [id, (byRun.get(id) ?? []).map(({ id, role }) => ({ id, role }))]))
}

/** The runs with exactly these ids, in their order. Throws RUN_NOT_FOUND. */
export function getRuns(database: StoreDatabase, ids: readonly string[]): Run[] {
  return database.read(() => {
    const query = selectRuns(database).select(['r.argv', 'r.parameters', 'r.environment'])
    const rows = new Map(database.all(query.where(isOneOf('r.id', ids))).map((row) => [row.id, row]))
    const datasets = datasetsOf(database, ids)
    return ids.map((id) => {
      const row = rows.get(id)
      if (row === undefined) throw runNotFound(`There is no run ${id}`)
      return {
        ...toSummary(row),
        argv: readJson(argvSchema, row.argv, `argv of run ${id}`),
        parameters: readJson(jsonRecordSchema, row.parameters, `parameters of run ${id}`),
        environment: readJson(jsonRecordSchema, row.environment, `environment of run ${id}`),
        datasets: datasets.get(id) ?? [],
      }
    })
  })
}

/** The run with exactly this id. Throws RUN_NOT_FOUND. */
export function getRun(database: StoreDatabase, id: string): Run {
  return getRuns(database, [id])[0]
}

/** Ids that begin or end with `text`, in order. */
function idsLike(database: StoreDatabase, text: string): string[] {
  const ids = database.build.selectFrom('runs').select('id')
  const begins = ids.where('id', '>=', text).where('id', '<', `${text}~`)
  const ends = ids.where((is) => is(is.fn<string>('substr', ['id', is.val(-text.length)]), '=', text))
  return database
    .all(begins.union(ends))
    .map((row) => row.id)
    .sort()
}

/**
 * The id that a person means: an id, or any beginning or ending of it that only one run has.
 * Throws RUN_NOT_FOUND, naming the candidates where there are several.
 */
export function findRunId(database: StoreDatabase, text: string): string {
  const wanted = normaliseRunId(text)
  if (wanted === '') throw runNotFound('Expected a run id, got nothing')
  const ids = idsLike(database, wanted)
  if (ids.length === 0) throw runNotFound(`No run id is, begins or ends with ${text}`)
  if (ids.includes(wanted)) return wanted
  if (ids.length === 1) return ids[0]
  const shown = ids.slice(0, 4).join(', ')
  throw runNotFound(`${text} means more than one run: ${shown}${ids.length > 4 ? ', …' : ''}`)
}
