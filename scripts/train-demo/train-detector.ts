import { availableParallelism } from 'node:os'
import { QuantbenchError } from '../../src/main/base/errors.ts'
import type { Dataset } from '../../src/main/data/dataset.ts'
import { DecodePool } from '../../src/main/data/decode-pool.ts'
import { trainingBatches, type TrainingBatch } from '../../src/main/data/training-batches.ts'
import { NO_AUGMENTATION } from '../../src/main/data/augment/settings.ts'
import type { Preprocess } from '../../src/main/data/preprocess.ts'
import { LETTERBOX_UNIT_RGB } from '../../src/main/detect/preprocess-defaults.ts'
import type { LabelledImages } from './batch-feeds.ts'
import type { Checkpoint } from './checkpoint.ts'
import { DetectorTrainer, type LossParts } from './detector-trainer.ts'
import type { TrainedEpoch } from './training-log.ts'
import type { TrainingRecipe } from './training-recipe.ts'
import type { Weights } from './weights.ts'

export interface TrainingJob {
  readonly recipe: TrainingRecipe
  readonly data: Dataset
  /** By the dataset's category ids, in the order of the model's classes. */
  readonly classes: readonly { readonly id: number; readonly name: string }[]
  /** Where to go on from. */
  readonly from: Checkpoint | null
  /** Measures averaged weights; called after some epochs, and after the last one. */
  measure(weights: Weights): Promise<{ AP: number; AP50: number }>
  /** Called after every epoch, before the next one begins. */
  onEpoch(epochs: readonly TrainedEpoch[], trainer: DetectorTrainer): Promise<void>
}

/** Epochs from one measurement to the next. */
const MEASURE_EVERY = 2

/** Trains a detector from scratch, or on from a checkpoint. @returns the averaged weights. */
export async function trainDetector(job: TrainingJob): Promise<Weights> {
  const { recipe, data, classes, from } = job
  const stepsAnEpoch = Math.max(1, Math.floor(data.images.length / recipe.batch))
  const names = classes.map(({ name }) => name)
  const trainer = new DetectorTrainer(recipe, names, recipe.epochs * stepsAnEpoch)
  const epochs: TrainedEpoch[] = [...(from?.epochs ?? [])]
  if (from !== null) trainer.restore(from.trainer)
  const pool = new DecodePool({ threads: availableParallelism() })
  const images = new LabelledBatches(job, pool, stepsAnEpoch)
  try {
    while (epochs.length < recipe.epochs) {
      epochs.push(await trainEpoch(trainer, images, stepsAnEpoch, job, epochs.length + 1))
      await job.onEpoch(epochs, trainer)
    }
    return trainer.averaged()
  } finally {
    await images.close()
    await pool.close()
    await trainer.close()
  }
}

async function trainEpoch(
  trainer: DetectorTrainer,
  images: LabelledBatches,
  steps: number,
  job: TrainingJob,
  epoch: number,
): Promise<TrainedEpoch> {
  const started = performance.now()
  const sums = { box: 0, objectness: 0, classes: 0 }
  let rate = 0
  for (let step = 0; step < steps; step++) {
    const batch = await images.at(trainer.step)
    rate = trainer.rate
    addTo(sums, await trainer.train(batch, batch.release))
  }
  const seconds = (performance.now() - started) / 1000
  const losses = {
    box: sums.box / steps,
    objectness: sums.objectness / steps,
    classes: sums.classes / steps,
  }
  const measured = epoch % MEASURE_EVERY === 0 || epoch === job.recipe.epochs
  const quality = measured ? await job.measure(trainer.averaged()) : {}
  return { epoch, steps: trainer.step, ...losses, rate, seconds, ...quality }
}

function addTo(sums: { -readonly [Part in keyof LossParts]: number }, parts: LossParts): void {
  sums.box += parts.box
  sums.objectness += parts.objectness
  sums.classes += parts.classes
}

interface LabelledBatch extends LabelledImages {
  release(): void
}

/** The batches of a training by step: with the recipe's augmentation, and in the last epochs without. */
class LabelledBatches {
  private readonly job: TrainingJob
  private readonly pool: DecodePool
  private readonly plainFrom: number
  private readonly labels: ReadonlyMap<number, number>
  private readonly spec: Preprocess
  private batches: AsyncIterator<TrainingBatch, unknown, undefined> | null = null

  constructor(job: TrainingJob, pool: DecodePool, stepsAnEpoch: number) {
    const { epochs, plainEpochs, side } = job.recipe
    this.job = job
    this.pool = pool
    this.plainFrom = (epochs - plainEpochs) * stepsAnEpoch
    this.labels = new Map(job.classes.map(({ id }, index) => [id, index]))
    this.spec = { ...LETTERBOX_UNIT_RGB, width: side, height: side }
  }

  /** The batch of a step; steps are asked for in order. */
  async at(step: number): Promise<LabelledBatch> {
    if (step === this.plainFrom) await this.close()
    this.batches ??= this.open(step)
    const { value, done } = await this.batches.next()
    if (done === true) throw new QuantbenchError('INTERNAL', 'Expected batches without end')
    const boxes = value.boxes.map((objects) =>
      objects.flatMap(({ categoryId, ...box }) => {
        const label = this.labels.get(categoryId)
        return label === undefined ? [] : [{ ...box, label }]
      }),
    )
    return { data: value.data, boxes, release: value.release }
  }

  private open(fromStep: number): AsyncIterator<TrainingBatch, unknown, undefined> {
    const { data, recipe } = this.job
    const { batch, seed } = recipe
    const plain = { ...NO_AUGMENTATION, flip: recipe.augment.flip }
    const augment = fromStep < this.plainFrom ? recipe.augment : plain
    return trainingBatches(data, this.spec, { pool: this.pool, batch, seed, augment, fromStep })
  }

  async close(): Promise<void> {
    const { batches } = this
    this.batches = null
    await batches?.return?.()
  }
}
