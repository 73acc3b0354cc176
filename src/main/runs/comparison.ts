import type { Json, JsonRecord } from './json-column.ts'
import { isAbsent, metricDirection, type Direction } from './metric-direction.ts'
import type { Metric } from './metric-repository.ts'
import type { Run } from './run-record.ts'
import type { Store } from './store.ts'

/** A named value of all compared runs, in their order; undefined where a run has none. */
export interface ComparedSetting {
  /** Nested values by their path: `recipe.head`. */
  name: string
  values: (Json | undefined)[]
}

/** A figure of all compared runs, in their order; undefined where a run has none. */
export interface ComparedMetric {
  name: string
  unit: string
  better: Direction | undefined
  values: (number | undefined)[]
  /** Value minus the baseline's; undefined where either is missing or not defined. */
  differences: (number | undefined)[]
  /** Value over the baseline's; undefined likewise, and where the baseline is 0. */
  ratios: (number | undefined)[]
  /** Indices of the runs with the best value; empty where nothing tells better from worse or all are equal. */
  best: number[]
}

/** Several runs as one table: every list has one entry a run, in the order of `runs`. */
export interface RunComparison {
  runs: Run[]
  /** Index of the run that the others are measured against. */
  baseline: number
  parameters: { differing: ComparedSetting[]; identical: ComparedSetting[] }
  environment: { differing: ComparedSetting[]; identical: ComparedSetting[] }
  metrics: ComparedMetric[]
}

function flatten(record: JsonRecord, prefix = ''): Map<string, Json> {
  const flat = new Map<string, Json>()
  for (const [key, value] of Object.entries(record)) {
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!nested) flat.set(prefix + key, value)
    else for (const [inner, content] of flatten(value, `${prefix}${key}.`)) flat.set(inner, content)
  }
  return flat
}

function compareSettings(records: readonly JsonRecord[]): RunComparison['parameters'] {
  const flat = records.map((record) => flatten(record))
  const names = new Set(flat.flatMap((settings) => [...settings.keys()]))
  const result: RunComparison['parameters'] = { differing: [], identical: [] }
  for (const name of [...names].sort()) {
    const values = flat.map((settings) => settings.get(name))
    const distinct = new Set(values.map((value) => JSON.stringify(value)))
    result[distinct.size === 1 ? 'identical' : 'differing'].push({ name, values })
  }
  return result
}

function bestOf(values: readonly (number | undefined)[], better: Direction | undefined): number[] {
  const present = values.filter((value) => value !== undefined)
  if (better === undefined || new Set(present).size < 2) return []
  const best = better === 'higher' ? Math.max(...present) : Math.min(...present)
  return values.flatMap((value, index) => (value === best ? [index] : []))
}

/** One figure of all runs, undefined where a run has none. */
export function compareMetric(found: readonly (Metric | undefined)[], baseline: number): ComparedMetric {
  const first = found.find((metric) => metric !== undefined)
  const name = first?.name ?? ''
  const unit = first?.unit ?? ''
  const better = first?.better ?? metricDirection(name, unit)
  const values = found.map((metric) => metric?.value)
  const defined = values.map((value) => (value === undefined || isAbsent(name, value) ? undefined : value))
  const base = defined[baseline]
  const against = (compare: (value: number, base: number) => number) =>
    defined.map((value) => (value === undefined || base === undefined ? undefined : compare(value, base)))
  return {
    name,
    unit,
    better,
    values,
    differences: against((value, reference) => value - reference),
    ratios: base === 0 ? defined.map(() => undefined) : against((value, reference) => value / reference),
    best: bestOf(defined, better),
  }
}

/** Metrics of all runs merged by name, in the order in which the runs bring them up. */
function compareMetrics(lists: readonly (readonly Metric[])[], baseline: number): ComparedMetric[] {
  const byName = lists.map((list) => new Map(list.map((metric) => [metric.name, metric])))
  const names = new Set(lists.flatMap((list) => list.map((metric) => metric.name)))
  return [...names].map((name) =>
    compareMetric(
      byName.map((metrics) => metrics.get(name)),
      baseline,
    ),
  )
}

function chooseBaseline(runs: readonly Run[], baselineId: string | undefined): number {
  if (baselineId !== undefined) return runs.findIndex((run) => run.id === baselineId)
  return Math.max(
    0,
    runs.findIndex((run) => run.kind === 'fp32'),
  )
}

/**
 * Several runs as one table, measured against a baseline: the one given (it is added where it is not among `ids`),
 * else the first FP32 run, else the first. Throws RUN_NOT_FOUND.
 */
export function compareRuns(store: Store, ids: readonly string[], baselineId?: string): RunComparison {
  return store.read(() => {
    const wanted = [...new Set(baselineId === undefined ? ids : [...ids, baselineId])]
    const runs = store.runs.getAll(wanted)
    const baseline = chooseBaseline(runs, baselineId)
    return {
      runs,
      baseline,
      parameters: compareSettings(runs.map((run) => run.parameters)),
      environment: compareSettings(runs.map((run) => run.environment)),
      metrics: compareMetrics(store.metrics.listAll(wanted), baseline),
    }
  })
}
