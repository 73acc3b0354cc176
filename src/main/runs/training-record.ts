import type { TrainedEpoch } from '../qat/checkpoint.ts'
import type { TrainingStep } from '../qat/fine-tune.ts'
import { endOfEpoch, type FineTunePlan } from '../qat/plan.ts'
import type { FineTuned, FineTuneListener } from '../stages/fine-tune.ts'
import type { Metric } from './metric-repository.ts'
import type { SeriesPoint } from './series-repository.ts'
import type { Store } from './store.ts'

/** Steps that are stored together. */
const STEPS_A_WRITE = 20

/** Stores a training with its run as it goes on: series of every step and epoch, and an event an epoch. */
export class TrainingRecord implements FineTuneListener {
  private readonly store: Store
  private readonly runId: string
  private readonly plan: FineTunePlan
  private points: SeriesPoint[] = []
  private count = 0

  constructor(store: Store, runId: string, plan: FineTunePlan) {
    this.store = store
    this.runId = runId
    this.plan = plan
  }

  onStep({ step, loss, rate, gradientNorm, milliseconds }: TrainingStep): void {
    const at = Date.now()
    this.points.push(
      { name: 'loss', step, value: loss, at },
      { name: 'learning rate', step, value: rate, at },
      { name: 'gradient norm', step, value: gradientNorm, at },
      { name: 'step time', step, value: milliseconds, at },
    )
    if (++this.count % STEPS_A_WRITE === 0) this.flush()
  }

  onEpoch(epoch: TrainedEpoch, best: boolean): void {
    this.flush()
    this.store.series.append(this.runId, epochPoints(this.plan, epoch))
    this.store.events.append(this.runId, [{ level: 'info', kind: 'epoch', message: epochText(epoch, best) }])
  }

  /** Stores what still waits. */
  flush(): void {
    const points = this.points.splice(0)
    if (points.length > 0) this.store.series.append(this.runId, points)
  }

  /** Stores the figures of a training that is done. */
  finish(tuned: FineTuned): void {
    this.flush()
    this.store.metrics.put(this.runId, trainingMetrics(tuned))
  }
}

function epochPoints(plan: FineTunePlan, { epoch, loss, measure }: TrainedEpoch): SeriesPoint[] {
  const step = endOfEpoch(plan, epoch)
  const at = Date.now()
  return Object.entries({ 'epoch loss': loss, ...measure }).map(([name, value]) => ({
    name,
    step,
    value,
    at,
  }))
}

function epochText({ epoch, loss, measure }: TrainedEpoch, best: boolean): string {
  const figures =
    measure === null ? '' : `, AP ${measure.AP.toFixed(4)}, agreement ${measure.agreement.toFixed(4)}`
  return `epoch ${epoch + 1}: loss ${loss.toPrecision(4)}${figures}${best ? ' (best so far)' : ''}`
}

function trainingMetrics({ losses, sqnr, stepMs, forwardMs, elapsedMs, parent }: FineTuned): Metric[] {
  return [
    { name: 'steps', value: losses.length },
    { name: 'output SQNR', value: sqnr.tuned, unit: 'dB', better: 'higher' },
    { name: 'output SQNR of the parent', value: sqnr.parent, unit: 'dB' },
    ...(parent === null ? [] : [{ name: 'AP of the parent', value: parent.AP }]),
    { name: 'step time', value: stepMs, unit: 'ms', better: 'lower' },
    { name: 'forward time of a batch', value: forwardMs, unit: 'ms' },
    { name: 'training wall', value: elapsedMs, unit: 'ms' },
  ]
}
