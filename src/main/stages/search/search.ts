import { QuantbenchError } from '../../base/errors.ts'
import type { StageContext } from '../../base/progress.ts'
import type { ImageProblem } from '../../data/batches.ts'
import type { QuantizedModel } from '../../quant/quantize-model.ts'
import type { Recipe } from '../../quant/recipe.ts'
import { annotationsOf } from '../evaluation-identity.ts'
import { ConfigurationMeter } from '../sensitivity/configuration-meter.ts'
import { estimateUnits } from '../sensitivity/fast.ts'
import type { Measured } from '../sensitivity/measured.ts'
import type { SensitivityUnit } from '../sensitivity/units.ts'
import { bestWithinBudget } from './best-within-budget.ts'
import type { Candidate } from './candidates.ts'
import { layerCosts, macCosts, type CostModel } from './costs.ts'
import { budgetTooSmall, budgetTooLarge, needsFloat } from './impossible.ts'
import { latencyCosts, measureLatency } from './latency-costs.ts'
import { leastCost } from './least-cost.ts'
import { PointMeter } from './point-meter.ts'
import { paretoFront, type SearchPoint } from './points.ts'
import { SearchLog } from './search-log.ts'
import { searchIdentity, type SearchPlan, type SearchSpec } from './spec.ts'
import { metricFor, type SearchMetric } from './target.ts'

/** Hears of results as they come. */
export interface SearchListener {
  onCandidates?(candidates: readonly Candidate[], costs: CostModel): void
  onPoint?(point: SearchPoint, float: Measured): void
}

export interface SearchResult {
  readonly plan: SearchPlan
  /** What points are compared by. */
  readonly metric: SearchMetric
  readonly float: Measured
  readonly costs: CostModel
  /** In the order of the graph. */
  readonly candidates: readonly Candidate[]
  /** All, in the order of measuring; the float model is among them. */
  readonly points: readonly SearchPoint[]
  /** From the cheapest to the best. */
  readonly front: readonly SearchPoint[]
  readonly chosen: SearchPoint
  /** Patterns that leave what was chosen float. */
  readonly exclude: readonly string[]
  readonly recipe: Recipe
  readonly quantized: QuantizedModel
  /** Measured of the choice itself, in milliseconds, where costs are latencies; null for other costs. */
  readonly latencyMs: number | null
  readonly images: number
  readonly problems: readonly ImageProblem[]
  readonly timing: SearchTiming
}

/** In milliseconds; of all processes together where a search was interrupted, but for the setup. */
export interface SearchTiming {
  readonly wallMs: number
  readonly estimateMs: number
  readonly costsMs: number
  /** Decoding the images and running the float model. */
  readonly setupMs: number
  readonly pointsMs: number
}

/**
 * Chooses the layers of a detector that stay float: the cheapest set that reaches a target, or the best one within a
 * budget. Units are put in order by estimate, sets of them are measured exactly and kept as they come; a search that was
 * killed goes on and comes to the same choice.
 * Throws USAGE for a target that cannot be reached, RECIPE_INVALID where nothing is quantized, DATASET_INVALID,
 * IMAGE_UNREADABLE, CHECKPOINT_INVALID, CANCELLED, and what sessions and gradients throw.
 */
export async function searchFloatLayers(
  spec: SearchSpec,
  listener: SearchListener = {},
  context: StageContext = {},
): Promise<SearchResult> {
  const { plan, dataset, quantizer, checkpoint } = spec
  if (plan.target.kind === 'drop') annotationsOf(dataset)
  const units = quantizer.units(plan.by)
  if (units.length < 2) throw nothingToChoose(units)
  const log =
    checkpoint === undefined
      ? SearchLog.inMemory()
      : await SearchLog.open(
          checkpoint.path,
          { ...searchIdentity(spec), ...checkpoint.identity },
          checkpoint.resume,
        )
  try {
    return await search({ ...spec, units, log, listener, context })
  } finally {
    await log.close()
  }
}

interface Work extends SearchSpec {
  readonly units: readonly SensitivityUnit[]
  readonly log: SearchLog
  readonly listener: SearchListener
  readonly context: StageContext
}

async function search(work: Work): Promise<SearchResult> {
  const { quantizer, detector, dataset, options, plan, listener, log, context, units } = work
  const { gains, ms: estimateMs } = await log.once('gains', () => estimateGains(work))
  const { costs, ms: costsMs } = await log.once('costs', () => computeCosts(work))
  const candidates = units.map((unit) => ({
    ...unit,
    gain: gains[unit.name] ?? 0,
    cost: costs.units[unit.name] ?? 0,
  }))
  listener.onCandidates?.(candidates, costs)
  const started = performance.now()
  const meter = await ConfigurationMeter.open(quantizer.base, detector, dataset, options, context)
  try {
    const setupMs = performance.now() - started
    const metric = metricFor(plan.target, dataset.groundTruth !== null)
    const onPoint = (point: SearchPoint): void => listener.onPoint?.(point, meter.float)
    const shared = { quantizer, candidates, baseCost: costs.base, target: plan.target, metric }
    const points = new PointMeter({ ...shared, meter, log, context, onPoint })
    await points.measure(candidates)
    const chosen = await choose(points, plan, costs)
    const float = candidates.filter(({ name }) => chosen.units.includes(name))
    const quantized = quantizer.quantize(float, units)
    const recipe = quantizer.recipeFor(float, units)
    const { latency, ms: latencyWallMs } = await log.once('latency', () => latencyOf(work, quantized))
    const pointsMs = points.points.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
    const wallMs = estimateMs + costsMs + setupMs + pointsMs + latencyWallMs
    return {
      ...{ plan, metric, costs, candidates, chosen, recipe, quantized },
      float: meter.float,
      points: points.points,
      front: paretoFront(points.points, metric),
      exclude: recipe.exclude.slice(quantizer.recipe.exclude.length),
      latencyMs: latency < 0 ? null : latency,
      images: meter.images,
      problems: meter.problems,
      timing: { wallMs, estimateMs, costsMs, setupMs, pointsMs },
    }
  } finally {
    await meter.close()
  }
}

async function choose(
  points: PointMeter,
  { target, stopEarly }: SearchPlan,
  costs: CostModel,
): Promise<SearchPoint> {
  const { candidates, meter } = points.work
  if (target.kind !== 'budget') {
    const chosen = await leastCost(points, stopEarly)
    if (chosen === null) throw needsFloat(points)
    return chosen
  }
  if (points.cost(candidates) <= target.most)
    throw budgetTooLarge(target.most, points.cost(candidates), costs, meter.float)
  const chosen = await bestWithinBudget(points, target.most, stopEarly)
  if (chosen === null) throw budgetTooSmall(target.most, points, costs)
  return chosen
}

async function estimateGains({ quantizer, detector, dataset, plan, options, units, context }: Work) {
  const started = performance.now()
  const { method, images } = plan.estimate
  const { estimates } = await estimateUnits(
    {
      ...{ quantized: quantizer.base, detector, dataset, options, units },
      plan: {
        ...{ mode: 'fast', by: plan.by, metric: 'agreement', parts: 'all', cumulative: 0, early: 0 },
        ...{ seed: plan.seed, fast: { method, images, verify: 0 } },
      },
    },
    context,
  )
  const gains = Object.fromEntries(estimates.map(({ name, value }) => [name, value]))
  return { kind: 'gains' as const, gains, ms: performance.now() - started }
}

async function computeCosts({ quantizer, detector, plan, options, units, context }: Work) {
  const started = performance.now()
  const { preprocess } = detector
  const costs =
    plan.cost === 'layers'
      ? layerCosts(units)
      : plan.cost === 'flops'
        ? macCosts(quantizer.prepared, preprocess, units)
        : await latencyCosts(quantizer, units, preprocess, options, context)
  return { kind: 'costs' as const, costs, ms: performance.now() - started }
}

/** −1 where costs are no latencies. */
async function latencyOf({ detector, plan, options, context }: Work, { model }: QuantizedModel) {
  const started = performance.now()
  const latency =
    plan.cost === 'ort' ? await measureLatency(model, detector.preprocess, options, context) : -1
  return { kind: 'latency' as const, latency, ms: performance.now() - started }
}

function nothingToChoose(units: readonly SensitivityUnit[]): QuantbenchError {
  const found = units.length === 0 ? 'none' : `only ${units[0].name}`
  return new QuantbenchError(
    'RECIPE_INVALID',
    `Expected at least two quantized units to choose from, found ${found}`,
    {
      wayOut: 'Exclude fewer layers, or search --by layer.',
    },
  )
}
