import { Adam } from '../../src/main/autodiff/optimizers/adam.ts'
import { clipGradients } from '../../src/main/autodiff/optimizers/clip-gradients.ts'
import { cosineSchedule, type Schedule } from '../../src/main/autodiff/optimizers/schedule.ts'
import type { OptimizerState } from '../../src/main/autodiff/optimizers/optimizer.ts'
import { QuantbenchError } from '../../src/main/base/errors.ts'
import type { Tensor } from '../../src/main/base/tensor.ts'
import { GradientPool, shareTensors } from '../../src/main/qat/gradient-pool.ts'
import { BatchFeeds, type LabelledImages } from './batch-feeds.ts'
import { MovingAverage, moveTowards } from './moving-average.ts'
import type { TrainingRecipe } from './training-recipe.ts'
import { detectorTraining, type DetectorTraining } from './training-step.ts'
import { copyWeights, type Weights } from './weights.ts'

/** Parts of the loss. */
export interface LossParts {
  readonly box: number
  readonly objectness: number
  readonly classes: number
}

type Arrays = ReadonlyMap<string, Float32Array>

/** What a training needs to go on where another one stopped. */
export interface TrainerState {
  readonly step: number
  /** Weights, biases and running statistics. */
  readonly tensors: Arrays
  readonly averages: Arrays
  readonly optimizer: OptimizerState
}

/** A detector in training: its weights, running statistics, averaged weights and optimizer. */
export class DetectorTrainer {
  step = 0
  private readonly recipe: TrainingRecipe
  private readonly training: DetectorTraining
  /** Weights and running statistics; the weights in memory that the pool's threads read. */
  private readonly tensors: Weights
  private readonly parameters: Arrays
  private readonly average: MovingAverage
  private readonly optimizer: Adam
  private readonly schedule: Schedule
  private readonly feeds: BatchFeeds
  private readonly pool: GradientPool

  /** `steps`: of the whole training. */
  constructor(recipe: TrainingRecipe, classes: readonly string[], steps: number) {
    const { side, seed, batch, microBatch, rate, weightDecay } = recipe
    const weights: Weights = new Map()
    this.recipe = recipe
    this.training = detectorTraining({ classes, side, weights, seed }, microBatch, recipe.gains)
    const shared = shareTensors(this.training.parameters)
    this.tensors = new Map([...copyWeights(weights), ...shared])
    this.parameters = new Map(Array.from(shared, ([name, { data }]) => [name, data]))
    this.average = new MovingAverage(this.tensors, recipe.average)
    this.optimizer = new Adam({ decoupled: true, weightDecay, decays: isFilter(shared) })
    const warmup = Math.min(rate.warmup, Math.floor(steps / 4))
    this.schedule = cosineSchedule({ peak: rate.peak, final: rate.final, steps, warmup })
    this.feeds = new BatchFeeds(this.training.grid, { batch, images: microBatch })
    this.pool = new GradientPool({
      model: this.training.bytes,
      outputs: this.training.outputs,
      shared,
      runs: batch / microBatch,
    })
  }

  /** Learning rate of the step that comes next. */
  get rate(): number {
    return this.schedule(this.step)
  }

  /** One step on a batch, whose memory is free again when `copied` is called. Throws TRAINING_DIVERGED. */
  async train(images: LabelledImages, copied: () => void = () => undefined): Promise<LossParts> {
    const feeds = this.feeds.fill(images)
    copied()
    const means = await this.pool.mean(feeds)
    const gradients = new Map(
      Array.from(this.training.gradients, ([name, output]) => [name, taken(means, output)]),
    )
    const norm = clipGradients(gradients, this.recipe.clip)
    if (!Number.isFinite(norm)) throw diverged(this.step)
    this.optimizer.step(this.parameters, gradients, this.rate)
    for (const [name, output] of this.training.statistics) {
      const running = this.tensors.get(name)
      if (running !== undefined) moveTowards(running.data, taken(means, output), this.recipe.statisticsKept)
    }
    this.step++
    this.average.update(this.tensors, this.step)
    const { box, objectness, classes } = this.training.parts
    return {
      box: taken(means, box)[0],
      objectness: taken(means, objectness)[0],
      classes: taken(means, classes)[0],
    }
  }

  /** The averaged weights and running statistics, copies. */
  averaged(): Weights {
    return new Map(
      Array.from(this.average.values, ([name, values]) => [
        name,
        { data: values.slice(), dims: this.tensors.get(name)?.dims ?? [values.length] },
      ]),
    )
  }

  /** The live state: write it down before the next step. */
  state(): TrainerState {
    return {
      step: this.step,
      tensors: new Map(Array.from(this.tensors, ([name, { data }]) => [name, data])),
      averages: this.average.values,
      optimizer: this.optimizer.state(),
    }
  }

  restore({ step, tensors, averages, optimizer }: TrainerState): void {
    this.step = step
    for (const [name, { data }] of this.tensors) {
      const stored = tensors.get(name)
      if (stored !== undefined) data.set(stored)
    }
    this.average.restore(averages)
    this.optimizer.restore(optimizer)
  }

  close(): Promise<void> {
    return this.pool.close()
  }
}

/** Biases and what normalisation scales by do not decay. */
function isFilter(shared: ReadonlyMap<string, Tensor>): (name: string) => boolean {
  return (name) => (shared.get(name)?.dims.length ?? 0) > 1
}

function taken(means: Arrays, name: string): Float32Array {
  const found = means.get(name)
  if (found !== undefined) return found
  throw new QuantbenchError('INTERNAL', `Expected the training graph to give ${name}`)
}

function diverged(step: number): QuantbenchError {
  return new QuantbenchError('TRAINING_DIVERGED', `The gradients of step ${step} are not finite`, {
    wayOut: 'Take a lower learning rate.',
  })
}
