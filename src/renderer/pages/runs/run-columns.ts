import type { RunQuery, RunSummary } from '../../../shared/contract/run.ts'
import type { TableColumn, TableSort } from '../../components/data-table.ts'
import { figureStyle } from '../../figures/figure-style.ts'
import { metricTitle } from '../../figures/metric-title.ts'
import type { Format } from '../../i18n/use-format.ts'
import { text } from '../../i18n/i18n.ts'

/** Figures on show until the user chooses others. */
export const MAIN_METRICS = ['AP', 'AP50', 'agreement', 'FPS', 'latency p50', 'size']

const METRIC = 'metric '

export const metricColumnId = (name: string) => `${METRIC}${name}`

/** The figure of a column; undefined for columns that are none. */
export function metricOf(columnId: string): string | undefined {
  return columnId.startsWith(METRIC) ? columnId.slice(METRIC.length) : undefined
}

/** Room for a title and its unit: CJK characters are about twice as wide. */
function widthOf(title: string, unit: string): number {
  const wide = [...title].filter((letter) => letter > '\u2e80').length
  return Math.max(64, 7 * (title.length + wide * 0.7 + (unit === '' ? 0 : unit.length + 1)) + 30)
}

function metricColumn(
  { name, unit }: { name: string; unit: string },
  format: Format,
): TableColumn<RunSummary> {
  const style = figureStyle(name, unit)
  const title = metricTitle(name)
  return {
    id: metricColumnId(name),
    title,
    unit: style.unit === title ? '' : style.unit,
    width: widthOf(title, style.unit),
    align: 'right',
    sortable: true,
    hidden: !MAIN_METRICS.includes(name),
    text: ({ metrics }) => format.number(metrics[name], style),
  }
}

const duration = ({ startedAt, finishedAt }: RunSummary) =>
  finishedAt === null ? null : (finishedAt - startedAt) / 1000

/** Every column that the table of runs can show, in the language on show. */
export function runColumns(
  metrics: readonly { name: string; unit: string }[],
  format: Format,
): TableColumn<RunSummary>[] {
  const main = MAIN_METRICS.flatMap((name) => metrics.filter((metric) => metric.name === name))
  const other = metrics.filter(({ name }) => !MAIN_METRICS.includes(name))
  return [
    {
      id: 'name',
      title: text('runs.columns.name'),
      width: 220,
      sortable: true,
      fixed: true,
      beside: 20,
      text: ({ name }) => name,
    },
    {
      id: 'kind',
      title: text('runs.columns.kind'),
      width: 88,
      sortable: true,
      text: ({ kind }) => text(`common.kind.${kind}`),
    },
    {
      id: 'model',
      title: text('runs.columns.model'),
      width: 96,
      hidden: true,
      text: ({ model }) => model?.name ?? '',
    },
    ...[...main, ...other].map((metric) => metricColumn(metric, format)),
    { id: 'tags', title: text('runs.columns.tags'), width: 64, text: ({ tags }) => tags.join(', ') },
    {
      id: 'folder',
      title: text('runs.columns.folder'),
      width: 112,
      hidden: true,
      text: ({ folder }) => folder,
    },
    { id: 'notes', title: text('runs.columns.notes'), width: 160, hidden: true, text: ({ notes }) => notes },
    {
      id: 'status',
      title: text('runs.columns.status'),
      width: 104,
      sortable: true,
      hidden: true,
      text: ({ status }) => text(`common.state.${status}`),
    },
    {
      id: 'duration',
      title: text('runs.columns.duration'),
      width: 96,
      align: 'right',
      sortable: true,
      hidden: true,
      text: (run) => format.duration(duration(run)),
    },
    {
      id: 'created',
      title: text('runs.columns.created'),
      width: 136,
      align: 'right',
      sortable: true,
      text: ({ createdAt }) => format.time(createdAt),
    },
    { id: 'id', title: text('runs.columns.id'), width: 128, hidden: true, text: ({ id }) => id },
  ]
}

const SORTS = ['created', 'finished', 'duration', 'name', 'kind', 'status'] as const

/** A press on a head as the engine's order. */
export function sortOf(sort: TableSort | null): RunQuery['sort'] {
  if (sort === null) return { by: 'created', descending: true }
  const metric = metricOf(sort.column)
  if (metric !== undefined) return { metric, descending: sort.descending }
  const by = SORTS.find((each) => each === sort.column) ?? 'created'
  return { by, descending: sort.descending }
}

export type Grouping = 'none' | 'model' | 'lineage' | 'folder'

/** Title of the group that a run stands under; an experiment's is the name of the run that heads it, with its id. */
export function groupTitle(grouping: Grouping, run: RunSummary, heads: ReadonlyMap<string, string>): string {
  if (grouping === 'model') return run.model?.name ?? text('runs.noModel')
  if (grouping === 'folder') return run.folder === '' ? text('runs.noFolder') : run.folder
  const id = run.groupId ?? run.id
  return `${heads.get(id) ?? run.model?.name ?? run.name} · ${id}`
}
