import { sql, type Selectable } from 'kysely'
import type { StoreDatabase } from './database.ts'
import { readJson } from './json-column.ts'
import type { RunModel, RunSummary } from './run-record.ts'
import type { RunsTable } from './schema.ts'
import { z } from 'zod'

const tagsSchema = z.array(z.string())

/** The part of a run that needs no JSON column of its own row, with its models and tags: the start of every query for runs. */
export function selectRuns(database: StoreDatabase) {
  return database.build
    .selectFrom('runs as r')
    .leftJoin('models as m', 'm.sha256', 'r.model_sha256')
    .leftJoin('models as o', 'o.sha256', 'r.output_model_sha256')
    .select([
      'r.id',
      'r.kind',
      'r.name',
      'r.status',
      'r.parent_id',
      'r.lost_parent_id',
      'r.lost_parent_name',
      'r.group_id',
      'r.created_at',
      'r.started_at',
      'r.finished_at',
      'r.error_code',
      'r.error_message',
      'r.favourite',
      'r.folder',
      'r.notes',
      'm.sha256 as model_sha256',
      'm.name as model_name',
      'm.family as model_family',
      'm.path as model_path',
      'o.sha256 as output_sha256',
      'o.name as output_name',
      'o.family as output_family',
      'o.path as output_path',
      sql<string>`(SELECT json_group_array(tag ORDER BY tag) FROM run_tags WHERE run_id = r.id)`.as('tags'),
    ])
}

type SummaryColumns =
  | 'id'
  | 'kind'
  | 'name'
  | 'status'
  | 'parent_id'
  | 'lost_parent_id'
  | 'lost_parent_name'
  | 'group_id'
  | 'created_at'
  | 'started_at'
  | 'finished_at'
  | 'error_code'
  | 'error_message'
  | 'favourite'
  | 'folder'
  | 'notes'

/** A row of `selectRuns`. */
export interface RunRow extends Pick<Selectable<RunsTable>, SummaryColumns> {
  model_sha256: string | null
  model_name: string | null
  model_family: string | null
  model_path: string | null
  output_sha256: string | null
  output_name: string | null
  output_family: string | null
  output_path: string | null
  tags: string
}

function modelOf(
  sha256: string | null,
  name: string | null,
  family: string | null,
  path: string | null,
): RunModel | null {
  if (sha256 === null || name === null || path === null) return null
  return { sha256, name, family, path }
}

function lostParentOf(row: RunRow): RunSummary['lostParent'] {
  return row.lost_parent_id === null ? null : { id: row.lost_parent_id, name: row.lost_parent_name ?? '' }
}

function errorOf(row: RunRow): RunSummary['error'] {
  return row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' }
}

export function toSummary(row: RunRow): Omit<RunSummary, 'metrics'> {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    status: row.status,
    parentId: row.parent_id,
    lostParent: lostParentOf(row),
    groupId: row.group_id,
    model: modelOf(row.model_sha256, row.model_name, row.model_family, row.model_path),
    outputModel: modelOf(row.output_sha256, row.output_name, row.output_family, row.output_path),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: errorOf(row),
    favourite: row.favourite === 1,
    folder: row.folder,
    notes: row.notes,
    tags: row.tags === '[]' ? [] : readJson(tagsSchema, row.tags, `tags of run ${row.id}`),
  }
}
