import type { StageContext } from '../../base/progress.ts'
import type { ConfigurationMeter } from '../sensitivity/configuration-meter.ts'
import { formatValue, titleOf, valueOf, type Measured } from '../sensitivity/measured.ts'
import type { Candidate } from './candidates.ts'
import { costOfAll } from './candidates.ts'
import type { SearchPoint } from './points.ts'
import type { RangedQuantizer } from './ranged-quantizer.ts'
import type { SearchLog } from './search-log.ts'
import { isGoodEnough, type SearchMetric, type SearchTarget } from './target.ts'

/** What measuring sets of float units works with. */
export interface PointWork {
  readonly quantizer: RangedQuantizer
  /** In the order of the graph. */
  readonly candidates: readonly Candidate[]
  /** What the model costs with none of them float. */
  readonly baseCost: number
  readonly target: SearchTarget
  readonly metric: SearchMetric
  readonly meter: ConfigurationMeter
  readonly log: SearchLog
  readonly context: StageContext
  onPoint?(point: SearchPoint): void
}

/** Measures sets of float units, each set once. */
export class PointMeter {
  readonly work: PointWork
  private readonly known = new Map<string, SearchPoint>()
  private last = ''

  constructor(work: PointWork) {
    this.work = work
  }

  /** All so far, in the order of measuring. */
  get points(): readonly SearchPoint[] {
    return [...this.known.values()]
  }

  /** The figure that points are compared by. */
  value({ measured }: SearchPoint): number {
    return valueOf(measured, this.work.metric)
  }

  /** What a set costs. */
  cost(float: readonly Candidate[]): number {
    return this.work.baseCost + costOfAll(float)
  }

  /** Measures a set in whatever order; with all units float it is the float model. Throws CANCELLED, MODEL_REJECTED, INFERENCE_FAILED, and as `quantizeModel`. */
  async measure(float: readonly Candidate[]): Promise<SearchPoint> {
    const { candidates, target, meter, onPoint } = this.work
    const chosen = new Set(float)
    const sorted = candidates.filter((candidate) => chosen.has(candidate))
    const units = sorted.map(({ name }) => name)
    const key = JSON.stringify(units)
    const known = this.known.get(key)
    if (known !== undefined) return known
    const { measured, ms } =
      sorted.length === candidates.length
        ? { measured: meter.float, ms: 0 }
        : await this.measured(sorted, units)
    const cost = this.cost(sorted)
    const point: SearchPoint = {
      ...{ step: this.known.size, units, measured, cost, milliseconds: ms },
      floatLayers: sorted.flatMap(({ readers }) => [...readers]),
      isMet: target.kind === 'budget' ? cost <= target.most : isGoodEnough(measured, target, meter.float),
    }
    this.known.set(key, point)
    onPoint?.(point)
    return point
  }

  private async measured(
    float: readonly Candidate[],
    units: readonly string[],
  ): Promise<{ measured: Measured; ms: number }> {
    const { log, quantizer, candidates, meter, context, metric } = this.work
    const logged = log.point(units)
    if (logged !== undefined) return logged
    const started = performance.now()
    const { model } = quantizer.quantize(float, candidates)
    const label = `${float.length} of ${candidates.length} float`
    const measured = await meter.measure(model, {
      signal: context.signal,
      onImages: (done) =>
        context.onProgress?.({
          ...{ phase: 'search', label, done, total: meter.images, unit: 'images', detail: this.last },
        }),
    })
    const ms = performance.now() - started
    this.last = `${label}: ${titleOf(metric)} ${formatValue(valueOf(measured, metric), metric)}`
    await log.keep({ kind: 'point', units: [...units], measured, ms })
    return { measured, ms }
  }
}
