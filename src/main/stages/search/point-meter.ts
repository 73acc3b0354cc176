import type { StageContext } from '../../base/progress.ts'
import type { ConfigurationMeter } from '../sensitivity/configuration-meter.ts'
import { formatValue, titleOf, valueOf, type Measured } from '../sensitivity/measured.ts'
import type { Candidate } from './candidates.ts'
import { costOfAll } from './candidates.ts'
import type { CostModel } from './costs.ts'
import { LimitReached, type LimitName, type SearchLimits } from './limits.ts'
import { nearestTo, type SearchPoint } from './points.ts'
import type { RangedQuantizer } from './ranged-quantizer.ts'
import type { SearchLog } from './search-log.ts'
import { isGoodEnough, type SearchMetric, type SearchTarget } from './target.ts'

/** What measuring sets of float units works with. */
export interface PointWork {
  readonly target: SearchTarget
  readonly metric: SearchMetric
  readonly meter: ConfigurationMeter
  readonly log: SearchLog
  readonly limits: SearchLimits
  readonly context: StageContext
  onPoint?(point: SearchPoint): void
}

/** A way to quantize, of which units are left float. */
export interface Configuration {
  /** In what it is not as it was given; names it. */
  readonly choices: readonly string[]
  readonly quantizer: RangedQuantizer
  /** In the order of the graph. */
  readonly candidates: readonly Candidate[]
  readonly costs: CostModel
  /** Whether the gains of the candidates are estimated. */
  readonly isOrdered: boolean
}

/** Measures sets of float units, each set once. */
export class PointMeter {
  readonly work: PointWork
  private readonly known = new Map<string, { point: SearchPoint; configuration: Configuration }>()
  private current: Configuration
  private readonly startedAt = performance.now()
  private readonly spentBefore: number
  private last = ''

  constructor(work: PointWork, configuration: Configuration) {
    this.work = work
    this.current = configuration
    this.spentBefore = work.log.spentMs
  }

  /** What is measured now. */
  get configuration(): Configuration {
    return this.current
  }

  /** From now on another way to quantize is measured. */
  configure(configuration: Configuration): void {
    this.current = configuration
  }

  /** What is measured now, with estimated gains; they also hold for what was measured of it before. */
  order(configuration: Configuration): void {
    for (const known of this.known.values())
      if (known.configuration === this.current) known.configuration = configuration
    this.current = configuration
  }

  get candidates(): readonly Candidate[] {
    return this.current.candidates
  }

  /** All so far, in the order of measuring. */
  get points(): readonly SearchPoint[] {
    return [...this.known.values()].map(({ point }) => point)
  }

  /** Those with anything quantized. */
  get quantizedPoints(): readonly SearchPoint[] {
    return [...this.known.values()].flatMap(({ point, configuration }) =>
      point.units.length < configuration.candidates.length ? [point] : [],
    )
  }

  /** The quantized point that comes nearest to the target so far. */
  get nearest(): SearchPoint | undefined {
    const { target, metric } = this.work
    return nearestTo(this.quantizedPoints, target, metric)
  }

  /** How a point's model was quantized. */
  configurationOf(point: SearchPoint): Configuration {
    const known = [...this.known.values()].find((other) => other.point === point)
    return known?.configuration ?? this.current
  }

  /** The figure that points are compared by. */
  value({ measured }: Pick<SearchPoint, 'measured'>): number {
    return valueOf(measured, this.work.metric)
  }

  /** What a set costs. */
  cost(float: readonly Candidate[]): number {
    return this.current.costs.base + costOfAll(float)
  }

  /** Ends the search where its limits are used up, but not before something quantized was measured. */
  requireLeave(): void {
    const used = this.usedUp()
    if (used !== null && this.quantizedPoints.length > 0) throw new LimitReached(used)
  }

  /**
   * Measures a set in whatever order; with all units float it is the float model. Throws CANCELLED, MODEL_REJECTED,
   * INFERENCE_FAILED, LimitReached, and as `quantizeModel`.
   */
  async measure(float: readonly Candidate[]): Promise<SearchPoint> {
    const { target, meter, onPoint } = this.work
    const configuration = this.current
    const { candidates, choices, quantizer } = configuration
    const chosen = new Set(float)
    const sorted = candidates.filter((candidate) => chosen.has(candidate))
    const units = sorted.map(({ name }) => name)
    const key = JSON.stringify([choices, units])
    const known = this.known.get(key)
    if (known !== undefined) return known.point
    const isFloat = sorted.length === candidates.length
    const { measured, ms } = isFloat ? { measured: meter.float, ms: 0 } : await this.measured(sorted, units)
    const cost = this.cost(sorted)
    const point: SearchPoint = {
      ...{ step: this.known.size, units, choices, measured, cost, milliseconds: ms },
      floatLayers: sorted.flatMap(({ readers }) => [...readers]),
      recipe: quantizer.recipeFor(sorted, candidates),
      isMet: target.kind === 'budget' ? cost <= target.most : isGoodEnough(measured, target, meter.float),
    }
    this.known.set(key, { point, configuration })
    onPoint?.(point)
    return point
  }

  private async measured(
    float: readonly Candidate[],
    units: readonly string[],
  ): Promise<{ measured: Measured; ms: number }> {
    const { log, meter, context, metric } = this.work
    const { quantizer, candidates, choices } = this.current
    this.requireLeave()
    const logged = log.point(units, choices)
    if (logged !== undefined) return logged
    const started = performance.now()
    const { model } = quantizer.quantize(float, candidates)
    const label = [`${float.length} of ${candidates.length} float`, ...choices].join(', ')
    const measured = await meter.measure(model, {
      signal: context.signal,
      onImages: (done) =>
        context.onProgress?.({
          ...{ phase: 'search', label, done, total: meter.images, unit: 'images', detail: this.last },
        }),
    })
    const ms = performance.now() - started
    this.last = `${label}: ${titleOf(metric)} ${formatValue(valueOf(measured, metric), metric)}`
    await log.keep({ kind: 'point', units: [...units], choices: [...choices], measured, ms })
    return { measured, ms }
  }

  private usedUp(): LimitName | null {
    const { points = Infinity, minutes = Infinity } = this.work.limits
    const spentMs = this.spentBefore + performance.now() - this.startedAt
    if (this.quantizedPoints.length >= points) return 'points'
    return spentMs >= 60_000 * minutes ? 'minutes' : null
  }
}
