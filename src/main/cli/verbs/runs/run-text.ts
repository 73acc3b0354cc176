import type { ClassMetrics } from '../../../runs/class-metric-repository.ts'
import type { Json, JsonRecord } from '../../../runs/json-column.ts'
import type { Run, RunModel, RunSummary } from '../../../runs/run-record.ts'
import { formatTable, metric } from '../../table.ts'
import { durationText, timeText } from '../../time-text.ts'
import { benchmarkPlace } from './benchmark-place.ts'
import { figureText } from './figure-text.ts'
import { inReadingOrder } from './metric-order.ts'
import type { RunDetails } from './run-details.ts'

type Fact = readonly [name: string, value: string]

function factLines(facts: readonly Fact[]): string {
  const width = Math.max(...facts.map(([name]) => name.length))
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}

/** A titled part; nothing where there is nothing to say. */
function section(title: string, body: string): string[] {
  return body === '' ? [] : [`${title}\n${body.replaceAll(/^/gm, '  ')}`]
}

function modelText({ name, sha256, path, family }: RunModel): string {
  return `${name}${family === null ? '' : ` (${family})`}, SHA-256 ${sha256.slice(0, 12)}…, ${path}`
}

function statusText({ status, error, startedAt, finishedAt }: Run): string {
  const took = finishedAt === null ? '' : ` after ${durationText(finishedAt - startedAt)}`
  return `${status}${took}${error === null ? '' : `: ${error.code}: ${error.message}`}`
}

function factsOf({ run, datasets }: RunDetails): Fact[] {
  const { model, outputModel, tags, folder, notes, favourite } = run
  const facts: (Fact | null)[] = [
    ['id', run.id],
    ['kind', run.kind],
    ['name', run.name],
    ['status', statusText(run)],
    ['started', timeText(run.startedAt)],
    model && ['model', modelText(model)],
    outputModel && ['made', modelText(outputModel)],
    ...datasets.map(({ role, dataset }): Fact => {
      const where =
        dataset === null ? 'unknown' : `${dataset.name}, ${dataset.images} images, ${dataset.root}`
      return [role, where]
    }),
    tags.length === 0 ? null : ['tags', tags.join(', ')],
    folder === '' ? null : ['folder', folder],
    favourite ? ['favourite', 'yes'] : null,
    notes === '' ? null : ['notes', notes],
  ]
  return facts.filter((fact) => fact !== null)
}

function relative({ id, kind, name, status }: RunSummary, relation: string): string[] {
  return [relation, id, kind, name, status]
}

function lineageText({ run, lineage }: RunDetails): string {
  const { ancestors, descendants, group } = lineage
  const related = new Set([...ancestors, ...descendants].map(({ id }) => id))
  const rows = [
    ...(run.lostParent === null ? [] : [['parent', run.lostParent.id, '', run.lostParent.name, 'not here']]),
    ...ancestors.map((each, at) => relative(each, at === 0 ? 'parent' : 'ancestor')),
    ...descendants.map((each) => relative(each, each.parentId === run.id ? 'child' : 'descendant')),
    ...group.filter(({ id }) => !related.has(id)).map((each) => relative(each, 'same job')),
  ]
  return rows.length === 0 ? '' : formatTable(rows, columns(['relation', 'id', 'kind', 'name', 'status']))
}

function columns(titles: readonly string[]) {
  return titles.map((title, at) => ({ title, value: (row: readonly string[]) => row[at] }))
}

function metricsText({ run, metrics }: RunDetails): string {
  if (metrics.length === 0) return ''
  const place = benchmarkPlace(run)
  const rows = inReadingOrder(metrics).map(({ name, value, unit = '' }) => {
    const where = unit === 'FPS' && place !== null ? `${unit} (${place})` : unit
    return [name, figureText(name, unit, value), where]
  })
  return formatTable(rows, [
    { title: 'metric', value: ([name]) => name },
    { title: 'value', value: ([, value]) => value, align: 'right' },
    { title: 'unit', value: ([, , unit]) => unit },
  ])
}

function classesText(classes: readonly ClassMetrics[]): string {
  if (classes.length === 0) return ''
  const shown = ['AP', 'AP50', 'AP75', 'AR100'] as const
  return formatTable(classes, [
    { title: 'id', value: ({ id }) => String(id), align: 'right' },
    { title: 'class', value: ({ name }) => name },
    ...shown.map((title) => ({
      title,
      value: ({ values }: ClassMetrics) => metric(values[title]),
      align: 'right' as const,
    })),
  ])
}

/** Named values, nested ones under their path. */
function recordText(record: JsonRecord): string {
  const facts = flatten(record)
  return facts.length === 0 ? '' : factLines(facts)
}

function flatten(record: JsonRecord, prefix = ''): Fact[] {
  return Object.entries(record).flatMap(([key, value]): Fact[] => {
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value)
    return nested ? flatten(value, `${prefix}${key}.`) : [[prefix + key, valueText(value)]]
  })
}

/** A setting on one line. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function artifactsText({ artifacts }: RunDetails): string {
  if (artifacts.length === 0) return ''
  return formatTable(artifacts, [
    { title: 'role', value: ({ role }) => role },
    { title: 'name', value: ({ name }) => name },
    { title: 'size MB', value: ({ size }) => (size / 1e6).toFixed(2), align: 'right' },
    { title: 'path', value: ({ path }) => path ?? 'missing' },
  ])
}

function eventsText({ events }: RunDetails): string {
  return events.map(({ time, level, message }) => `${timeText(time)}  ${level}  ${message}`).join('\n')
}

function namesText({ series, curves }: RunDetails): string {
  const lines = [
    series.length === 0 ? '' : `series: ${series.join(', ')}`,
    curves.length === 0 ? '' : `curves: ${curves.map(({ kind, name }) => `${kind} (${name})`).join(', ')}`,
  ]
  return lines.filter((line) => line !== '').join('\n')
}

/** A run on a page, part by part. */
export function describeRun(details: RunDetails, { classes }: { classes: boolean }): string {
  const { run, perClass, replay } = details
  return [
    factLines(factsOf(details)),
    ...section('lineage', lineageText(details)),
    ...section('metrics', metricsText(details)),
    ...section('classes', classes ? classesText(perClass) : ''),
    ...section('parameters', recordText(run.parameters)),
    ...section('environment', recordText(run.environment)),
    ...section('artifacts', artifactsText(details)),
    ...section('drawn from', namesText(details)),
    ...section('events', eventsText(details)),
    ...section('again', replay),
  ].join('\n\n')
}
