import { Option } from 'commander'
import { QuantbenchError } from '../../../base/errors.ts'
import { RUN_KINDS, RUN_STATUSES, type RunKind, type RunStatus } from '../../../runs/run-kind.ts'
import type { RunList, RunQuery, RunSort } from '../../../runs/run-list.ts'
import type { Run, RunSummary } from '../../../runs/run-record.ts'
import type { Store } from '../../../runs/store.ts'
import { collect, integerOption } from '../../arguments.ts'
import { formatTable, metric } from '../../table.ts'
import { timeText } from '../../time-text.ts'
import type { Verb } from '../../verb.ts'
import { benchmarkNotes } from './benchmark-notes.ts'
import { benchmarkPlace } from './benchmark-place.ts'
import { findGroupId } from './members.ts'
import { withReadableStore } from './run-store.ts'

interface ListFlags {
  kind?: RunKind
  status?: RunStatus
  model?: string
  text?: string
  tag?: string[]
  group?: string
  sort?: string
  desc?: boolean
  limit: number
}

/** A run as the list shows it. */
interface ListedRun extends RunSummary {
  /** Where its FPS was measured, as `onnxruntime cpu`; null without a benchmark. */
  measuredOn: string | null
  /** Of the model that it made or else took, in bytes; null where neither is known. */
  modelBytes: number | null
}

const SHOWN_METRICS = ['AP', 'AP50', 'agreement', 'FPS']

const ORDERS = {
  created: { by: 'created' },
  finished: { by: 'finished' },
  duration: { by: 'duration' },
  name: { by: 'name' },
  kind: { by: 'kind' },
  status: { by: 'status' },
} as const satisfies Record<string, RunSort>

function sortOf(store: Store, { sort, desc }: ListFlags): RunSort | undefined {
  if (sort === undefined) return desc === undefined ? undefined : { by: 'created', descending: desc }
  const descending = desc ?? false
  const wanted = sort.toLowerCase()
  for (const [field, order] of Object.entries(ORDERS)) if (field === wanted) return { ...order, descending }
  const names = store.metrics.names().map(({ name }) => name)
  const found = names.find((name) => name === sort) ?? names.find((name) => name.toLowerCase() === wanted)
  if (found !== undefined) return { metric: found, descending }
  throw new QuantbenchError('USAGE', `Expected a field or a metric to sort by, got ${sort}`, {
    wayOut: `Fields: ${Object.keys(ORDERS).join(', ')}; metrics here: ${names.join(', ') || 'none'}.`,
  })
}

/** Whether a run took or made a model that is called so, or whose SHA-256 begins so. */
function concerns({ model, outputModel }: RunSummary, text: string): boolean {
  const wanted = text.toLowerCase()
  return [model, outputModel].some(
    (each) => each !== null && (each.name.toLowerCase().includes(wanted) || each.sha256.startsWith(wanted)),
  )
}

/** The store filters by one model's hash; by a part of its name, the list is filtered here. */
function listOf(store: Store, query: RunQuery, { model, limit }: ListFlags): RunList {
  if (model === undefined) return store.runs.list({ ...query, limit })
  const matching = store.runs.list(query).runs.filter((run) => concerns(run, model))
  return { runs: matching.slice(0, limit), total: matching.length }
}

function bytesOf(store: Store, { model, outputModel }: Run): number | null {
  const shown = outputModel ?? model
  return shown === null ? null : (store.models.get(shown.sha256)?.size ?? null)
}

interface Listing {
  /** Number of runs that match, of which `runs` may be the first few. */
  total: number
  runs: ListedRun[]
  /** What to know about the speeds. */
  notes: string[]
}

function listRuns(store: Store, flags: ListFlags): Listing {
  const { kind, status, text, tag, group } = flags
  const query: RunQuery = {
    kinds: kind && [kind],
    statuses: status && [status],
    text,
    tags: tag,
    groupId: group === undefined ? undefined : findGroupId(store, group),
    sort: sortOf(store, flags),
    metrics: SHOWN_METRICS,
  }
  const { runs, total } = listOf(store, query, flags)
  return {
    total,
    runs: runs.map((summary) => {
      const run = store.runs.get(summary.id)
      return { ...summary, measuredOn: benchmarkPlace(run), modelBytes: bytesOf(store, run) }
    }),
    notes: benchmarkNotes(
      store,
      runs.filter(({ metrics }) => 'FPS' in metrics).map(({ id }) => id),
    ),
  }
}

function fpsText({ metrics, measuredOn }: ListedRun): string {
  const fps = metric(metrics['FPS'], 1)
  return measuredOn === null ? fps : `${fps} (${measuredOn})`
}

function describe({ total, runs, notes }: Listing): string {
  if (total === 0) return 'No runs.'
  const table = formatTable(runs, [
    { title: 'id', value: ({ id }) => id },
    { title: 'kind', value: ({ kind }) => kind },
    { title: 'name', value: ({ name }) => name },
    { title: 'status', value: ({ status }) => status },
    { title: 'model', value: ({ model }) => model?.name ?? '–' },
    { title: 'AP', value: ({ metrics }) => metric(metrics['AP']), align: 'right' },
    { title: 'AP50', value: ({ metrics }) => metric(metrics['AP50']), align: 'right' },
    { title: 'agreement', value: ({ metrics }) => metric(metrics['agreement']), align: 'right' },
    { title: 'FPS', value: fpsText, align: 'right' },
    {
      title: 'size MB',
      value: ({ modelBytes }) => metric(modelBytes === null ? null : modelBytes / 1e6, 2),
      align: 'right',
    },
    { title: 'when', value: ({ createdAt }) => timeText(createdAt) },
  ])
  const more = runs.length === total ? [] : [`${runs.length} of ${total} runs; --limit shows more.`]
  return [table, ...more, ...notes].join('\n')
}

/** `quantbench runs list`: the runs of the store, newest first. */
export const list: Verb = {
  register(program, withHost) {
    const command = program
      .command('list')
      .description('the runs of the store, newest first')
      .addOption(new Option('--kind <kind>', 'what they did').choices(RUN_KINDS))
      .addOption(new Option('--status <status>', 'how they ended').choices(RUN_STATUSES))
      .option('--model <text>', 'part of the name, or beginning of the SHA-256, of a model they took or made')
      .option('--text <words>', 'words in id, name, notes, folder, tags or model names')
      .option('--tag <tag>', 'with this tag (repeatable)', collect)
      .option('--group <id>', 'of one main job, by the id of any of its runs')
      .option('--sort <field>', `${Object.keys(ORDERS).join(', ')}, or a metric such as AP`)
      .option('--desc', 'largest, or latest, first')
      .option('--limit <n>', 'at most so many', integerOption(1), 100)
    const host = withHost(command)
    command.action((flags: ListFlags) =>
      withReadableStore(host(), (store) => {
        const found = store.read(() => listRuns(store, flags))
        host().result(found, () => describe(found))
      }),
    )
  },
}
