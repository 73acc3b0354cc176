import { sql, type ExpressionBuilder, type Nullable, type SqlBool } from 'kysely'
import type { StoreDatabase } from './database.ts'
import { isOneOf } from './one-of.ts'
import type { RunKind, RunStatus } from './run-kind.ts'
import { selectRuns, toSummary } from './run-query.ts'
import type { RunSummary } from './run-record.ts'
import type { ModelsTable, RunsTable, StoreTables } from './schema.ts'

/** Which runs to list, in which order. Every given condition must hold. */
export interface RunQuery {
  kinds?: readonly RunKind[]
  statuses?: readonly RunStatus[]
  /** SHA-256 of a model that the run took or made. */
  modelSha256?: string
  datasetId?: string
  groupId?: string
  parentId?: string
  folder?: string
  favourite?: boolean
  /** False leaves out what searches measured on their way (default true). */
  searchPoints?: boolean
  /** Tags that the run must all have. */
  tags?: readonly string[]
  /** Words in any case that must all occur in id, name, notes, folder, a tag, or a model's name. */
  text?: string
  /** Ranges of metrics, both ends inclusive; runs without the metric are outside. */
  ranges?: readonly MetricRange[]
  /** Milliseconds since 1970; from inclusive, to exclusive. */
  createdFrom?: number
  createdTo?: number
  /** Default: newest first. Runs without the value come last either way. */
  sort?: RunSort
  limit?: number
  offset?: number
  /** Names of metrics to return with each run. */
  metrics?: readonly string[]
}

export interface MetricRange {
  metric: string
  from?: number
  to?: number
}

export type RunSort =
  | { by: 'created' | 'finished' | 'duration' | 'name' | 'kind' | 'status'; descending?: boolean }
  | { metric: string; descending?: boolean }

export interface RunList {
  runs: RunSummary[]
  /** Number of runs that match, of which `runs` may be one page. */
  total: number
}

type Tables = StoreTables & { r: RunsTable; m: Nullable<ModelsTable>; o: Nullable<ModelsTable> }
type Builder = ExpressionBuilder<Tables, 'r' | 'm' | 'o'>

function containsWord(is: Builder, word: string) {
  const wanted = word.toLowerCase()
  const own = sql<string>`fold(concat_ws(char(10), r.id, r.name, r.notes, r.folder, m.name, o.name))`
  // Few tags are on many runs: each is folded once, not once a run.
  const tagged = sql<SqlBool>`EXISTS (SELECT 1 FROM run_tags WHERE run_id = r.id AND tag IN
    (SELECT tag FROM (SELECT DISTINCT tag FROM run_tags) WHERE instr(fold(tag), ${wanted}) > 0))`
  return is.or([is(sql<number>`instr(${own}, ${wanted})`, '>', 0), tagged])
}

function hasTag(tag: string) {
  return sql<SqlBool>`EXISTS (SELECT 1 FROM run_tags WHERE run_id = r.id AND tag = ${tag})`
}

function liesWithin({ metric, from = -Infinity, to = Infinity }: MetricRange) {
  return sql<SqlBool>`EXISTS (SELECT 1 FROM metrics
    WHERE run_id = r.id AND name = ${metric} AND value >= ${from} AND value <= ${to})`
}

function isNoSearchPoint() {
  return sql<SqlBool>`NOT EXISTS (SELECT 1 FROM runs AS h
    WHERE h.id = r.group_id AND h.id <> r.id AND h.kind = 'search')`
}

function conditions(is: Builder, query: RunQuery) {
  const all = []
  if (query.kinds !== undefined) all.push(is('r.kind', 'in', query.kinds))
  if (query.statuses !== undefined) all.push(is('r.status', 'in', query.statuses))
  if (query.modelSha256 !== undefined) {
    const sha256 = query.modelSha256
    all.push(is.or([is('r.model_sha256', '=', sha256), is('r.output_model_sha256', '=', sha256)]))
  }
  if (query.datasetId !== undefined) {
    all.push(sql<SqlBool>`r.id IN (SELECT run_id FROM run_datasets WHERE dataset_id = ${query.datasetId})`)
  }
  if (query.groupId !== undefined) all.push(is('r.group_id', '=', query.groupId))
  if (query.parentId !== undefined) all.push(is('r.parent_id', '=', query.parentId))
  if (query.folder !== undefined) all.push(is('r.folder', '=', query.folder))
  if (query.favourite !== undefined) all.push(is('r.favourite', '=', query.favourite ? 1 : 0))
  if (query.searchPoints === false) all.push(isNoSearchPoint())
  if (query.createdFrom !== undefined) all.push(is('r.created_at', '>=', query.createdFrom))
  if (query.createdTo !== undefined) all.push(is('r.created_at', '<', query.createdTo))
  for (const tag of query.tags ?? []) all.push(hasTag(tag))
  for (const range of query.ranges ?? []) all.push(liesWithin(range))
  for (const word of query.text?.split(/\s+/).filter(Boolean) ?? []) all.push(containsWord(is, word))
  return is.and(all)
}

const SORT_COLUMNS = {
  created: sql`r.created_at`,
  finished: sql`r.finished_at`,
  duration: sql`r.finished_at - r.started_at`,
  name: sql`fold(r.name)`,
  kind: sql`r.kind`,
  status: sql`r.status`,
} as const

function sortKey(sort: RunSort) {
  if ('by' in sort) return SORT_COLUMNS[sort.by]
  return sql`(SELECT value FROM metrics WHERE run_id = r.id AND name = ${sort.metric})`
}

function order(query: RunQuery) {
  const sort = query.sort ?? { by: 'created', descending: true }
  const direction = sort.descending ? sql`DESC` : sql`ASC`
  const first = sql`${sortKey(sort)} ${direction} NULLS LAST`
  return sql`${first}, r.created_at ${direction}, r.id ${direction}`
}

/** The asked-for metrics of runs, by run id. */
function metricsOf(database: StoreDatabase, ids: readonly string[], names: readonly string[]) {
  const found = new Map<string, Record<string, number>>(ids.map((id) => [id, {}]))
  if (names.length === 0) return found
  const rows = database.all(
    database.build
      .selectFrom('metrics')
      .select(['run_id', 'name', 'value'])
      .where(isOneOf('run_id', ids))
      .where('name', 'in', names),
  )
  for (const row of rows) {
    const metrics = found.get(row.run_id)
    if (metrics !== undefined) metrics[row.name] = row.value ?? Number.NaN
  }
  return found
}

function countAll(database: StoreDatabase, query: RunQuery): number {
  const row = database.first(
    database.build
      .selectFrom('runs as r')
      .leftJoin('models as m', 'm.sha256', 'r.model_sha256')
      .leftJoin('models as o', 'o.sha256', 'r.output_model_sha256')
      .select((each) => each.fn.countAll<number>().as('total'))
      .where((is) => conditions(is, query)),
  )
  return row?.total ?? 0
}

/** Runs by filter, order and page. */
export function listRuns(database: StoreDatabase, query: RunQuery): RunList {
  return database.read(() => {
    const paged = query.limit !== undefined || query.offset !== undefined
    const statement = selectRuns(database)
      .where((is) => conditions(is, query))
      .orderBy(order(query))
      .$if(paged, (page) => page.limit(query.limit ?? -1).offset(query.offset ?? 0))
    const rows = database.all(statement)
    const metrics = metricsOf(
      database,
      rows.map((row) => row.id),
      query.metrics ?? [],
    )
    const runs = rows.map((row) => ({ ...toSummary(row), metrics: metrics.get(row.id) ?? {} }))
    return { runs, total: paged ? countAll(database, query) : runs.length }
  })
}
