import type { RunSummary } from '../../../shared/contract/run.ts'
import { tableAsCsv } from '../../charts/chart-table.ts'

const iso = (time: number | null) => (time === null ? '' : new Date(time).toISOString())

/** Runs as CSV, one column a figure; figures in full, times in UTC. */
export function runsAsCsv(runs: readonly RunSummary[], metrics: readonly string[]): string {
  const columns = [
    'id',
    'name',
    'kind',
    'status',
    'model',
    'modelSha256',
    'parentId',
    'groupId',
    'folder',
    'tags',
    'notes',
    'created',
    'finished',
  ]
  return tableAsCsv({
    columns: [...columns, ...metrics],
    rows: runs.map((run) => [
      run.id,
      run.name,
      run.kind,
      run.status,
      run.model?.name ?? '',
      run.model?.sha256 ?? '',
      run.parentId ?? '',
      run.groupId ?? '',
      run.folder,
      run.tags.join(' '),
      run.notes,
      iso(run.createdAt),
      iso(run.finishedAt),
      ...metrics.map((name) => run.metrics[name] ?? null),
    ]),
  })
}
