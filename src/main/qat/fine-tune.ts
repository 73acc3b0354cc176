import { throwIfCancelled } from '../base/cancel.ts'
import { QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { median } from '../base/quantiles.ts'
import { sizeOf, type Tensor } from '../base/tensor.ts'
import type { SessionOptions } from '../session/session.ts'
import type { Checkpoint, EpochMeasure, TrainedEpoch } from './checkpoint.ts'
import { GradientPool, shareTensors, type Feeds } from './gradient-pool.ts'
import { Learner } from './learner.ts'
import { endOfEpoch, rateAt, type FineTunePlan } from './plan.ts'
import type { TrainingGraph } from './training-graph.ts'

type Arrays = ReadonlyMap<string, Float32Array>

/** What a step was like. */
export interface TrainingStep {
  /** Counted from 0. */
  readonly step: number
  readonly loss: number
  readonly rate: number
  /** Length of the weights' gradients together, before clipping; not finite where a gradient is not. */
  readonly gradientNorm: number
  /** Wall time, decoding included where it was waited for. */
  readonly milliseconds: number
}

export interface FineTuneSetup {
  readonly graph: TrainingGraph
  /** Names of the parameters that are scales. */
  readonly scales: ReadonlySet<string>
  readonly plan: FineTunePlan
  /** The feeds of a batch's runs, one for each part of it, from a step on. */
  batches(fromStep: number): AsyncGenerator<readonly Feeds[], void, undefined>
  /** Measures a model with these parameters; null without evaluation data. */
  measure(parameters: Arrays, epoch: number): Promise<EpochMeasure | null>
  onStep?(step: TrainingStep): void
  /** After an epoch was measured; `best`: better than the parent and all epochs before it. */
  onEpoch?(epoch: TrainedEpoch, best: boolean): void
  /** Keeps a checkpoint; called after every epoch. */
  save?(checkpoint: Omit<Checkpoint, 'identity'>): Promise<void>
  readonly resumeFrom?: Checkpoint | null
  readonly session?: SessionOptions
}

export interface FineTuneResult {
  /** Loss of every step. */
  readonly losses: readonly number[]
  readonly epochs: readonly TrainedEpoch[]
  /** The parent before any training. */
  readonly parent: EpochMeasure | null
  /** −1 where no epoch was better than the parent. */
  readonly bestEpoch: number
  /** Parameters of the best epoch. */
  readonly best: Arrays
  /** Why it ended before its last step. */
  readonly stopped: 'early' | 'diverged' | null
  /** Wall time of a step in ms: median over the steps of this process. */
  readonly stepMs: number
  /** Time of a step inside the runtime in ms, of all threads together: mean over the steps of this process. */
  readonly runtimeMs: number
  /** Wall time of all processes together, measurements included. */
  readonly elapsedMs: number
}

/** Loss above which training counts as diverged, in terms of the mean of its first steps. */
const DIVERGED = 100
const FIRST_STEPS = 20

/**
 * Fine-tunes: steps of the training graph with Adam, by the plan's rates; after each epoch a measurement and a
 * checkpoint. The best epoch by AP (by loss where nothing is measured) is kept, the parent itself among them.
 *
 * A loss or gradient that is no number, or a loss a hundred times that of the first steps, ends the training with the
 * best parameters so far; in the first epoch it throws TRAINING_DIVERGED. Throws CANCELLED and what sessions throw.
 */
export async function fineTune(setup: FineTuneSetup, context: StageContext = {}): Promise<FineTuneResult> {
  const { graph, plan, session } = setup
  const shared = shareTensors(graph.parameters)
  const pool = new GradientPool({
    model: graph.bytes,
    outputs: graph.outputs,
    shared,
    runs: plan.batch,
    session,
  })
  try {
    return await new Training(setup, shared, pool, context).run()
  } finally {
    await pool.close()
  }
}

class Training {
  private readonly setup: FineTuneSetup
  private readonly pool: GradientPool
  private readonly context: StageContext
  private readonly learner: Learner
  private readonly losses: number[] = []
  private readonly epochs: TrainedEpoch[] = []
  private readonly stepTimes: number[] = []
  private readonly earlierMs: number
  private readonly started = performance.now()
  private parent: EpochMeasure | null = null
  private bestEpoch = -1
  private best: Arrays

  constructor(
    setup: FineTuneSetup,
    shared: ReadonlyMap<string, Tensor>,
    pool: GradientPool,
    context: StageContext,
  ) {
    this.setup = setup
    this.pool = pool
    this.context = context
    this.learner = new Learner(shared, setup.scales, setup.plan)
    this.best = this.learner.parameters()
    this.earlierMs = setup.resumeFrom?.elapsedMs ?? 0
  }

  async run(): Promise<FineTuneResult> {
    const { plan, resumeFrom, measure } = this.setup
    if (resumeFrom != null) this.resume(resumeFrom)
    else this.parent = await measure(this.best, -1)
    let stopped: FineTuneResult['stopped'] = null
    const batches = this.setup.batches(this.losses.length)
    try {
      for (let epoch = this.epochs.length; epoch < plan.epochs && stopped === null; epoch++) {
        if (this.isStale()) stopped = 'early'
        else if (!(await this.trainEpoch(epoch, batches))) stopped = 'diverged'
        else await this.closeEpoch(epoch)
      }
    } finally {
      await batches.return()
    }
    const { losses, epochs, parent, bestEpoch, best } = this
    const steps = this.stepTimes.length
    return {
      losses,
      epochs,
      parent,
      bestEpoch,
      best,
      stopped,
      stepMs: steps === 0 ? 0 : median(this.stepTimes),
      runtimeMs: this.pool.forwardMs / Math.max(steps, 1),
      elapsedMs: this.elapsedMs(),
    }
  }

  private resume(checkpoint: Checkpoint): void {
    this.learner.restore(checkpoint.learner)
    this.losses.push(...checkpoint.losses)
    this.epochs.push(...checkpoint.epochs)
    this.parent = checkpoint.parent
    this.bestEpoch = checkpoint.bestEpoch
    this.best = checkpoint.best
  }

  /** @returns whether it went well; the parameters are not to be used otherwise */
  private async trainEpoch(
    epoch: number,
    batches: AsyncGenerator<readonly Feeds[], void, undefined>,
  ): Promise<boolean> {
    const { plan } = this.setup
    let before = performance.now()
    while (this.losses.length < endOfEpoch(plan, epoch)) {
      throwIfCancelled(this.context.signal)
      const batch = await batches.next()
      if (batch.done === true) throw new QuantbenchError('INTERNAL', 'The training images came to an end')
      const step = this.losses.length
      const { loss, gradientNorm } = await this.step(batch.value, rateAt(plan, step))
      this.losses.push(loss)
      const now = performance.now()
      const milliseconds = now - before
      before = now
      this.stepTimes.push(milliseconds)
      this.setup.onStep?.({ step, loss, rate: rateAt(plan, step), gradientNorm, milliseconds })
      this.context.onProgress?.({
        phase: 'train',
        detail: `loss ${loss.toPrecision(3)}`,
        done: step + 1,
        total: plan.iterations,
        unit: 'steps',
      })
      if (!this.isSound(loss, gradientNorm)) return this.giveUp(step, loss)
    }
    return true
  }

  private async step(feeds: readonly Feeds[], rate: number): Promise<{ loss: number; gradientNorm: number }> {
    const { graph } = this.setup
    const means = await this.pool.mean(feeds)
    const loss = means.get(graph.loss)?.[0] ?? NaN
    if (!Number.isFinite(loss)) return { loss, gradientNorm: NaN }
    const gradients = Array.from(
      graph.gradients,
      ([parameter, output]) => [parameter, means.get(output) ?? new Float32Array()] as const,
    )
    return { loss, gradientNorm: this.learner.step(new Map(gradients), rate) }
  }

  private isSound(loss: number, gradientNorm: number): boolean {
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) return false
    // Without the loss itself, which among the first ones would raise its own limit.
    const first = this.losses.slice(0, -1).slice(0, FIRST_STEPS)
    return first.length === 0 || loss <= DIVERGED * mean(first)
  }

  private giveUp(step: number, loss: number): false {
    if (this.epochs.length > 0) return false
    throw new QuantbenchError(
      'TRAINING_DIVERGED',
      `Training diverged in its first epoch, at step ${step} (loss ${loss})`,
      {
        wayOut: 'Lower the learning rate, or shorten the gradients with --clip 1.',
      },
    )
  }

  private async closeEpoch(epoch: number): Promise<void> {
    const { plan, measure, onEpoch, save } = this.setup
    const parameters = this.learner.parameters()
    const own = this.losses.slice(endOfEpoch(plan, epoch - 1))
    const trained = { epoch, loss: mean(own), measure: await measure(parameters, epoch) }
    const best = this.isBest(trained)
    this.epochs.push(trained)
    if (best) {
      this.best = parameters
      this.bestEpoch = epoch
    }
    onEpoch?.(trained, best)
    const { losses, epochs, parent, bestEpoch } = this
    await save?.({
      step: losses.length,
      elapsedMs: this.elapsedMs(),
      losses,
      epochs,
      parent,
      bestEpoch,
      learner: this.learner.state(),
      best: this.best,
    })
  }

  private isBest({ loss, measure }: TrainedEpoch): boolean {
    if (measure === null) return this.epochs.every((earlier) => loss <= earlier.loss)
    const earlier = [this.parent, ...this.epochs.map((epoch) => epoch.measure)]
    return earlier.every((other) => other === null || measure.AP > other.AP)
  }

  private isStale(): boolean {
    const { patience } = this.setup.plan
    return patience > 0 && this.epochs.length - 1 - this.bestEpoch >= patience
  }

  private elapsedMs(): number {
    return this.earlierMs + performance.now() - this.started
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The parts of a batch in which it is run: `count` images each, as feeds of one input. */
export function partsOf(input: string, { data, dims }: Tensor, count: number): Feeds[] {
  const partDims = [count, ...dims.slice(1)]
  const size = sizeOf(partDims)
  return Array.from({ length: dims[0] / count }, (_, part) => ({
    [input]: { data: data.slice(part * size, (part + 1) * size), dims: partDims },
  }))
}
