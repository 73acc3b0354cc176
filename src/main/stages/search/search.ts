import { QuantbenchError } from '../../base/errors.ts'
import type { StageContext } from '../../base/progress.ts'
import type { ImageProblem } from '../../data/batches.ts'
import type { QuantizedModel } from '../../quant/quantize-model.ts'
import type { Recipe } from '../../quant/recipe.ts'
import { annotationsOf } from '../evaluation-identity.ts'
import { ConfigurationMeter } from '../sensitivity/configuration-meter.ts'
import type { Measured } from '../sensitivity/measured.ts'
import type { SensitivityUnit } from '../sensitivity/units.ts'
import { bestWithinBudget } from './best-within-budget.ts'
import type { Candidate } from './candidates.ts'
import { chooseQuantization } from './choose-quantization.ts'
import { configurationOf, withGains } from './configurations.ts'
import type { CostModel } from './costs.ts'
import { budgetTooSmall, budgetTooLarge, needsFloat } from './impossible.ts'
import { measureLatency } from './latency-costs.ts'
import { leastCost } from './least-cost.ts'
import { LimitReached, type LimitName } from './limits.ts'
import { PointMeter } from './point-meter.ts'
import { paretoFront, type SearchPoint } from './points.ts'
import { SearchLog } from './search-log.ts'
import type { SearchWork } from './search-work.ts'
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
  /** Units of what was chosen, in the order of the graph. */
  readonly candidates: readonly Candidate[]
  /** Whether their gains are estimated: not where nothing has to be float. */
  readonly isOrdered: boolean
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
  /** Which limit ended the search; null where it came to its end. */
  readonly stopped: LimitName | null
  readonly images: number
  readonly problems: readonly ImageProblem[]
  readonly timing: SearchTiming
}

/** In milliseconds; of all processes together where a search was interrupted, but for the setup. */
export interface SearchTiming {
  readonly wallMs: number
  readonly estimateMs: number
  readonly costsMs: number
  /** Comparing methods and learning, where they are chosen. */
  readonly choicesMs: number
  /** Decoding the images and running the float model. */
  readonly setupMs: number
  readonly pointsMs: number
}

/**
 * Chooses the layers of a detector that stay float: the cheapest set that reaches a target, or the best one within a
 * budget; before that, where the plan says so, how everything else is quantized. Unless nothing has to be
 * float, units are put in order by estimate; sets of them are measured exactly and kept as they come; a search that was
 * killed goes on and comes to the same choice. Where its limits are used up, what came nearest to the target is chosen.
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
    return await search({ ...spec, log, context }, listener)
  } finally {
    await log.close()
  }
}

async function search(work: SearchWork, listener: SearchListener): Promise<SearchResult> {
  const { quantizer, detector, dataset, options, plan, log, context, limits = {} } = work
  const started = performance.now()
  const meter = await ConfigurationMeter.open(quantizer.base, detector, dataset, options, context)
  try {
    const setupMs = performance.now() - started
    const metric = metricFor(plan.target, dataset.groundTruth !== null)
    const onPoint = (point: SearchPoint): void => listener.onPoint?.(point, meter.float)
    const shared = { target: plan.target, metric, meter, log, limits, context, onPoint }
    const points = new PointMeter(shared, await configurationOf(work, quantizer, []))
    const { chosen, stopped } = await explore(work, points, listener)
    const latencyMs = plan.cost === 'ort' ? await latencyOf(work, points, chosen) : null
    return { ...resultOf(points, chosen), plan, metric, stopped, latencyMs, ...timed(log, points, setupMs) }
  } finally {
    await meter.close()
  }
}

async function explore(
  work: SearchWork,
  points: PointMeter,
  listener: SearchListener,
): Promise<{ chosen: SearchPoint; stopped: LimitName | null }> {
  try {
    await points.measure(points.candidates)
    if (work.plan.choose.length > 0) await chooseQuantization(work, points)
    if (await needsOrder(work, points)) {
      points.requireLeave()
      points.order(await withGains(work, points.configuration))
    }
    listener.onCandidates?.(points.candidates, points.configuration.costs)
    return { chosen: await choose(points, work.plan), stopped: null }
  } catch (error) {
    const { nearest } = points
    if (error instanceof LimitReached && nearest !== undefined)
      return { chosen: nearest, stopped: error.limit }
    throw error
  }
}

/** Where nothing has to be float, there is nothing to put in order; a budget may always be used better. */
async function needsOrder({ plan }: SearchWork, points: PointMeter): Promise<boolean> {
  return plan.target.kind === 'budget' || !(await points.measure([])).isMet
}

async function choose(points: PointMeter, { target, stopEarly }: SearchPlan): Promise<SearchPoint> {
  const { candidates, work } = points
  const { costs } = points.configuration
  if (target.kind !== 'budget') {
    const chosen = await leastCost(points, stopEarly)
    if (chosen === null) throw needsFloat(points)
    return chosen
  }
  if (points.cost(candidates) <= target.most)
    throw budgetTooLarge(target.most, points.cost(candidates), costs, work.meter.float)
  const chosen = await bestWithinBudget(points, target.most, stopEarly)
  if (chosen === null) throw budgetTooSmall(target.most, points, costs)
  return chosen
}

/** What was found, without times. */
function resultOf(points: PointMeter, chosen: SearchPoint) {
  const { meter, metric } = points.work
  const { quantizer, candidates, costs, isOrdered } = points.configurationOf(chosen)
  const float = candidates.filter(({ name }) => chosen.units.includes(name))
  return {
    ...{ chosen, costs, candidates, isOrdered, recipe: chosen.recipe, points: points.points },
    quantized: quantizer.quantize(float, candidates),
    exclude: chosen.recipe.exclude.slice(quantizer.recipe.exclude.length),
    front: paretoFront(points.points, metric),
    float: meter.float,
    images: meter.images,
    problems: meter.problems,
  }
}

async function latencyOf(
  { detector, options, context, log }: SearchWork,
  points: PointMeter,
  chosen: SearchPoint,
): Promise<number> {
  const key = [...chosen.choices, ...chosen.units.map((unit) => `float ${unit}`)]
  const { latency } = await log.once('latency', key, async () => {
    const started = performance.now()
    const { model } = resultOf(points, chosen).quantized
    const measured = await measureLatency(model, detector.preprocess, options, context)
    return { kind: 'latency', choices: key, latency: measured, ms: performance.now() - started }
  })
  return latency
}

function timed(log: SearchLog, points: PointMeter, setupMs: number): { timing: SearchTiming } {
  const pointsMs = points.points.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  const estimateMs = log.spentOn('gains')
  const costsMs = log.spentOn('costs', 'latency')
  const choicesMs = log.spentOn('loss', 'learned')
  const wallMs = setupMs + pointsMs + estimateMs + costsMs + choicesMs
  return { timing: { wallMs, estimateMs, costsMs, choicesMs, setupMs, pointsMs } }
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
