import { QuantbenchError } from '../../base/errors.ts'
import type { StageContext } from '../../base/progress.ts'
import type { ImageProblem } from '../../data/batches.ts'
import type { Dataset } from '../../data/dataset.ts'
import { withQuantizers } from '../../quant/quantizer-switches.ts'
import { annotationsOf } from '../evaluation-identity.ts'
import { ConfigurationMeter } from './configuration-meter.ts'
import { EarlyDecision, scoreKindOf } from './early-decision.ts'
import type { UnitEstimate } from './estimates.ts'
import { estimateUnits } from './fast.ts'
import { valueOf, type Measured } from './measured.ts'
import { reliabilityOf, type Reliability } from './reliability.ts'
import { ranked, type RankedUnit, type ValuedUnit } from './ranked-layers.ts'
import { sensitivityIdentity, type SensitivityPlan, type SensitivitySpec } from './spec.ts'
import {
  measureCumulative,
  measureUnits,
  stateOf,
  type CumulativeStep,
  type StateWork,
} from './switched-units.ts'
import { UnitLog } from './unit-log.ts'
import { sensitivityUnits, takesPart, type SensitivityUnit } from './units.ts'

/** Hears of results as they come. */
export interface SensitivityListener {
  onBaselines?(baselines: Baselines): void
  onUnit?(unit: ValuedUnit, units: number): void
  onCumulative?(step: CumulativeStep): void
}

/** What the units are compared with. */
export interface Baselines {
  readonly float: Measured
  readonly quantized: Measured
}

export interface SensitivityResult {
  readonly plan: SensitivityPlan
  /** Null for estimates of which nothing was measured. */
  readonly baselines: Baselines | null
  /** What the units' values compare with: of the quantized model for one-off, of the float one for one-on. */
  readonly baseline: number | null
  /** In the order of the graph. */
  readonly units: readonly ValuedUnit[]
  /** The most sensitive first. */
  readonly layers: readonly RankedUnit[]
  /** In the order of the graph; fast mode only. */
  readonly estimates: readonly UnitEstimate[]
  /** The top of the estimates, each alone float, in the order of the estimates. */
  readonly verified: readonly ValuedUnit[]
  readonly cumulative: readonly CumulativeStep[]
  readonly images: number
  readonly problems: readonly ImageProblem[]
  /** Of the order of the layers; null where nothing tells. */
  readonly reliability: Reliability | null
  readonly timing: SensitivityTiming
}

/** In milliseconds; of all processes together where an analysis was interrupted. */
export interface SensitivityTiming {
  readonly wallMs: number
  /** Decoding the images and running the float model. */
  readonly setupMs: number
  readonly unitsMs: number
  readonly cumulativeMs: number
}

/**
 * Finds out which blocks or layers of a quantized detector cost the most: each is switched by itself and measured
 * against the same images, or its effect is estimated from a few passes. What is measured is kept as it comes, and an
 * analysis that was killed goes on and comes to the same table.
 * Throws RECIPE_INVALID where nothing is quantized, DATASET_INVALID, IMAGE_UNREADABLE, CHECKPOINT_INVALID, CANCELLED, and
 * what sessions and gradients throw.
 */
export async function analyseSensitivity(
  spec: SensitivitySpec,
  listener: SensitivityListener = {},
  context: StageContext = {},
): Promise<SensitivityResult> {
  const { plan, dataset, checkpoint } = spec
  checkPlan(plan, dataset)
  const quantized = withQuantizers(spec.quantized, ({ part }) => takesPart(part, plan.parts))
  const units = sensitivityUnits(quantized.graph, plan.by, plan.parts)
  if (units.length === 0) throw nothingQuantized(plan)
  const log =
    checkpoint === undefined
      ? UnitLog.inMemory()
      : await UnitLog.open(
          checkpoint.path,
          { ...sensitivityIdentity(spec), ...checkpoint.identity },
          checkpoint.resume,
        )
  try {
    const work = { ...spec, quantized, units, log, listener, context }
    return plan.mode === 'fast' ? await estimate(work) : await measureAll(work, plan.mode)
  } finally {
    await log.close()
  }
}

function checkPlan({ metric }: SensitivityPlan, dataset: Dataset): void {
  if (metric === 'ap' || metric === 'ap50') annotationsOf(dataset)
}

function nothingQuantized({ parts }: SensitivityPlan): QuantbenchError {
  const what = parts === 'all' ? 'quantizers' : `quantizers of ${parts}`
  return new QuantbenchError('RECIPE_INVALID', `Expected ${what} to switch off, the recipe places none`, {
    wayOut: 'Exclude fewer layers.',
  })
}

interface Work extends SensitivitySpec {
  readonly units: readonly SensitivityUnit[]
  readonly log: UnitLog
  readonly listener: SensitivityListener
  readonly context: StageContext
}

/** An open meter, the baselines, and what the two took. */
interface Opened extends StateWork {
  readonly baselines: Baselines
  readonly setupMs: number
}

async function open({
  quantized,
  detector,
  dataset,
  plan,
  options,
  log,
  listener,
  context,
}: Work): Promise<Opened> {
  const started = performance.now()
  const meter = await ConfigurationMeter.open(quantized, detector, dataset, options, context)
  try {
    const setupMs = performance.now() - started
    const work = { meter, log, metric: plan.metric, context }
    const { signal } = context
    const { measured } = await stateOf('quantized', work, () => meter.measure(quantized, { signal }))
    const baselines = { float: meter.float, quantized: measured }
    listener.onBaselines?.(baselines)
    return { ...work, baselines, setupMs }
  } catch (error) {
    await meter.close()
    throw error
  }
}

async function measureAll(work: Work, mode: 'one-off' | 'one-on'): Promise<SensitivityResult> {
  const { plan, units, listener } = work
  const opened = await open(work)
  const { meter, baselines } = opened
  try {
    const valued: ValuedUnit[] = []
    const better = mode === 'one-off' ? 'higher' : 'lower'
    const early =
      plan.early > 0 ? new EarlyDecision(plan.early, better, plan.seed, scoreKindOf(plan.metric)) : undefined
    for await (const unit of measureUnits(units, mode, { ...opened, early, seed: plan.seed })) {
      valued.push(unit)
      listener.onUnit?.(unit, units.length)
    }
    const layers = ranked(valued, mode)
    const curve = await cumulativeCurve(work, opened, layers)
    const base = mode === 'one-off' ? baselines.quantized : baselines.float
    return {
      plan,
      baselines,
      baseline: valueOf(base, plan.metric),
      units: valued,
      layers,
      estimates: [],
      verified: [],
      cumulative: curve.steps,
      images: meter.images,
      problems: meter.problems,
      reliability: reliabilityOf(valued.map(({ halves = null }) => halves)),
      timing: timingOf(opened.setupMs, valued, curve.milliseconds),
    }
  } finally {
    await meter.close()
  }
}

async function estimate(work: Work): Promise<SensitivityResult> {
  const { plan, quantized, units, listener, context } = work
  const started = performance.now()
  const { estimates, images, problems } = await estimateUnits({ ...work, quantized, units }, context)
  const estimateMs = performance.now() - started
  const each = estimateMs / units.length
  const valued = estimates.map(({ name, value, halves }) => ({
    ...{ name, value, halves, measured: null, milliseconds: each },
  }))
  for (const unit of valued) listener.onUnit?.(unit, units.length)
  const layers = ranked(valued, 'fast')
  const reliability = reliabilityOf(valued.map(({ halves }) => halves))
  const common = { plan, units: valued, layers, estimates, reliability }
  if (plan.fast.verify === 0 && plan.cumulative === 0) {
    const timing = timingOf(0, valued, 0)
    return {
      ...common,
      baselines: null,
      baseline: null,
      verified: [],
      cumulative: [],
      images,
      problems,
      timing,
    }
  }
  const opened = await open(work)
  try {
    const { baselines, meter } = opened
    const top = new Set(layers.slice(0, plan.fast.verify).map(({ name }) => name))
    const verified = await Array.fromAsync(
      measureUnits(
        units.filter(({ name }) => top.has(name)),
        'one-off',
        opened,
      ),
    )
    const known = new Map(verified.map((unit) => [unit.name, unit]))
    const curve = await cumulativeCurve(work, opened, layers)
    return {
      ...common,
      layers: layers.map((unit) => ({ ...unit, measured: known.get(unit.name)?.measured ?? null })),
      baselines,
      baseline: valueOf(baselines.quantized, plan.metric),
      verified: layers.flatMap(({ name }) => known.get(name) ?? []),
      cumulative: curve.steps,
      images: meter.images,
      problems: meter.problems,
      timing: timingOf(opened.setupMs, [...valued, ...verified], curve.milliseconds),
    }
  } finally {
    await opened.meter.close()
  }
}

async function cumulativeCurve(
  { plan, units, listener }: Work,
  work: StateWork,
  layers: readonly RankedUnit[],
): Promise<{ steps: CumulativeStep[]; milliseconds: number }> {
  const steps: CumulativeStep[] = []
  for await (const step of measureCumulative(layers.slice(0, plan.cumulative), units, work)) {
    steps.push(step)
    listener.onCumulative?.(step)
  }
  return { steps, milliseconds: steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0) }
}

function timingOf(setupMs: number, units: readonly ValuedUnit[], cumulativeMs: number): SensitivityTiming {
  const unitsMs = units.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  return { wallMs: setupMs + unitsMs + cumulativeMs, setupMs, unitsMs, cumulativeMs }
}
