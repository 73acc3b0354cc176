import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { sha256 } from '../base/files.ts'
import type { StageContext } from '../base/progress.ts'
import { encodeModel } from '../onnx/encode.ts'
import {
  compareRankings,
  sensitivityDocument,
  sensitivityDocumentSchema,
  type RankComparison,
  type SensitivityDocument,
} from '../stages/sensitivity/document.ts'
import {
  formatValue,
  storedMeasured,
  titleOf,
  valueOf,
  type Measured,
} from '../stages/sensitivity/measured.ts'
import type { ValuedUnit } from '../stages/sensitivity/ranked-layers.ts'
import { seedSummary } from '../stages/sensitivity/seed-summary.ts'
import {
  analyseSensitivity,
  type Baselines,
  type SensitivityListener,
  type SensitivityResult,
} from '../stages/sensitivity/sensitivity.ts'
import type { SensitivityPlan, SensitivitySpec } from '../stages/sensitivity/spec.ts'
import type { CumulativeStep } from '../stages/sensitivity/switched-units.ts'
import type { Run } from './run-record.ts'
import type { Store } from './store.ts'

/** Roles of the artifacts: the whole result, and the form of NVIDIA's scripts. */
export const SENSITIVITY_ROLE = 'sensitivity'
export const SUMMARY_ROLE = 'sensitivity-summary'

/** Kinds of the events that tell results as they come; their data are those of `UnitEvent` and of a step of the curve. */
export const UNIT_EVENT = 'sensitivity unit'
export const CUMULATIVE_EVENT = 'sensitivity curve'

/** Series with the value of every unit, in the order of the graph, and of every step of the curve. */
const UNIT_SERIES = 'sensitivity'
const CUMULATIVE_SERIES = 'sensitivity curve'

/** An analysis that is done and stored. */
export interface RecordedSensitivity {
  readonly result: SensitivityResult
  readonly document: SensitivityDocument
  /** In the form of NVIDIA's scripts. */
  readonly summary: string
  /** Agreement with earlier analyses of the same quantized model by other means. */
  readonly comparisons: readonly (RankComparison & { readonly run: string })[]
}

/** Stores results with a run as they come. What a resumed run has stored already is not stored again. */
class SensitivityRecord implements SensitivityListener {
  private readonly store: Store
  private readonly runId: string
  private readonly plan: SensitivityPlan
  private readonly told: Set<string>
  private units = 0

  constructor(store: Store, runId: string, plan: SensitivityPlan) {
    this.store = store
    this.runId = runId
    this.plan = plan
    const events = store.events.list(runId)
    this.told = new Set(events.map(({ kind, message }) => `${kind} ${message}`))
  }

  onBaselines({ float, quantized }: Baselines): void {
    this.store.metrics.put(this.runId, [...figures(quantized, ''), ...figures(float, 'float ')])
  }

  onUnit({ name, value, measured, milliseconds }: ValuedUnit, units: number): void {
    const step = this.units++
    if (value !== null)
      this.store.series.append(this.runId, [{ name: UNIT_SERIES, step, value, at: Date.now() }])
    this.tell(UNIT_EVENT, `${name}: ${this.text(value, measured)}`, {
      ...{ name, value: value !== null && Number.isFinite(value) ? value : null, step, units, milliseconds },
      measured: measured && storedMeasured(measured),
    })
  }

  onCumulative({ name, float, value, measured }: CumulativeStep): void {
    this.store.series.append(this.runId, [{ name: CUMULATIVE_SERIES, step: float, value, at: Date.now() }])
    this.tell(CUMULATIVE_EVENT, `${float} float, with ${name}: ${this.text(value, measured)}`, {
      ...{ name, float, value: Number.isFinite(value) ? value : null },
      measured: storedMeasured(measured),
    })
  }

  private text(value: number | null, measured: Measured | null): string {
    const { metric } = this.plan
    if (value === null) return `given up after ${measured?.images ?? 0} images`
    if (measured === null) return `${(100 * value).toFixed(2)}% of the error`
    return `${titleOf(metric)} ${formatValue(value, metric)}`
  }

  private tell(kind: string, message: string, data: UnitEvent): void {
    if (this.told.has(`${kind} ${message}`)) return
    this.store.events.append(this.runId, [{ level: 'info', kind, message, data }])
  }
}

type UnitEvent = Record<string, string | number | null | ReturnType<typeof storedMeasured>>

function figures({ AP, AP50, agreement, sqnr }: Measured, prefix: string) {
  const better = 'higher' as const
  return [
    ...(AP < 0 ? [] : [{ name: `${prefix}AP`, value: AP, better }]),
    ...(AP50 < 0 ? [] : [{ name: `${prefix}AP50`, value: AP50, better }]),
    ...(prefix === '' ? [{ name: 'agreement', value: agreement, better }] : []),
    ...(Number.isFinite(sqnr) ? [{ name: `${prefix}output SQNR`, value: sqnr, unit: 'dB', better }] : []),
  ]
}

/**
 * Analyses and stores it with a run: every unit as it comes (series, and events with all figures), then the whole result
 * and its summary as artifacts. Throws what `analyseSensitivity` and the store throw.
 */
export async function recordSensitivity(
  store: Store,
  run: Run,
  spec: SensitivitySpec,
  context: StageContext = {},
): Promise<RecordedSensitivity> {
  const { plan } = spec
  const result = await analyseSensitivity(spec, new SensitivityRecord(store, run.id, plan), context)
  const document = sensitivityDocument(result, sha256(encodeModel(spec.quantized)))
  const summary = summaryOf(result)
  const comparisons = compareWithEarlier(store, run, document)
  const json = { runId: run.id, kind: 'json' }
  const stored = JSON.stringify({ ...document, comparisons })
  await store.artifacts.putBytes({ ...json, role: SENSITIVITY_ROLE, name: 'sensitivity.json' }, stored)
  await store.artifacts.putBytes({ ...json, role: SUMMARY_ROLE, name: 'sensitive-summary.json' }, summary)
  store.write(() => {
    store.metrics.put(run.id, [
      { name: 'images', value: result.images },
      { name: 'sensitivity wall', value: result.timing.wallMs, unit: 'ms' },
      ...comparisons.map(({ mode, metric, correlation }) => ({
        name: `rank agreement with ${mode} ${metric}`,
        value: correlation,
        better: 'higher' as const,
      })),
    ])
    store.events.append(
      run.id,
      result.problems.map(({ file, message }) => ({
        level: 'warn' as const,
        kind: 'image',
        message: `${file}: ${message}`,
      })),
    )
  })
  return { result, document, summary, comparisons }
}

/** In the order of evaluation; of estimates that were verified, those that were. */
function summaryOf({ plan, baselines, units, verified }: SensitivityResult): string {
  const quantized = baselines === null ? null : valueOf(baselines.quantized, plan.metric)
  return seedSummary(quantized, verified.length > 0 ? verified : units)
}

/** The latest of each other kind of analysis of the same quantized model, and how far the orders agree. */
function compareWithEarlier(
  store: Store,
  run: Run,
  own: SensitivityDocument,
): (RankComparison & { run: string })[] {
  const modelSha256 = run.model?.sha256
  if (modelSha256 === undefined) return []
  const { runs } = store.runs.list({ kinds: ['sensitivity'], modelSha256 })
  const seen = new Set<string>()
  return runs.flatMap(({ id, status }) => {
    const other = id === run.id || status !== 'done' ? null : documentOf(store, id)
    if (other === null || other.quantized !== own.quantized) return []
    if (other.by !== own.by || other.parts !== own.parts || seen.has(other.mode)) return []
    if (other.mode === own.mode && other.mode !== 'fast') return []
    seen.add(other.mode)
    return compareRankings(own, other).map((comparison) => ({ ...comparison, run: id }))
  })
}

/** The stored result of an analysis; null where there is none. */
export function documentOf(store: Store, runId: string): z.output<typeof sensitivityDocumentSchema> | null {
  const artifact = store.artifacts.find(runId, SENSITIVITY_ROLE)
  if (artifact === undefined) return null
  const parsed = sensitivityDocumentSchema.safeParse(
    JSON.parse(readFileSync(store.artifacts.pathOf(artifact.sha256), 'utf8')),
  )
  return parsed.success ? parsed.data : null
}
