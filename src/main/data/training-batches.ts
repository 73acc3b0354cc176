import { throwIfCancelled } from '../base/cancel.ts'
import { QuantbenchError } from '../base/errors.ts'
import {
  changesNothing,
  checkAugmentation,
  NO_AUGMENTATION,
  type AugmentSettings,
} from './augment/settings.ts'
import { warpBoxes } from './augment/warp-boxes.ts'
import { warpOf } from './augment/warp.ts'
import type { ImageProblem } from './batches.ts'
import { boxesByImage, type ImageBox } from './boxes-by-image.ts'
import { BufferList } from './buffer-list.ts'
import type { Dataset } from './dataset.ts'
import type { DecodeReply, DecodeRequest, ImageFailure } from './decode-messages.ts'
import type { DecodePool } from './decode-pool.ts'
import type { Preprocess } from './preprocess.ts'
import { TrainingOrder } from './training-order.ts'
import { samplesOf, type TrainingSample } from './training-samples.ts'
import { held, unlessAborted } from './unless-aborted.ts'

/** An object in pixels of the model's input, cut to it. */
export type TrainingBox = ImageBox

/** Images ready for the model, with their objects. */
export interface TrainingBatch {
  readonly step: number
  /** Positions in the dataset, one a sample; of a mosaic the image whose turn it was. */
  readonly images: readonly number[]
  /** Values of all samples in the layout of the `Preprocess`; gone once the batch is released. */
  readonly data: Float32Array
  readonly dims: readonly number[]
  /** Of each sample; without crowds and without what is too small, see `warpBoxes`. */
  readonly boxes: readonly (readonly TrainingBox[])[]
  /** Time a decoding thread spent on the batch, in ms; it passes beside the caller's own work. */
  readonly decodeMs: number
  /** Gives the memory back for a later batch. */
  release(): void
}

export interface TrainingBatchOptions {
  readonly pool: DecodePool
  /** Images a batch. */
  readonly batch: number
  readonly seed: number
  /** None by default. */
  readonly augment?: AugmentSettings
  /** The first step that is wanted; 0 by default. */
  readonly fromStep?: number
  /** Batches that are made ready beyond the one given out; 2 by default. Memory is for one more than these. */
  readonly prefetch?: number
  /** Whether another image takes the place of one that cannot be read, or the work ends; `stop` by default. */
  readonly onBadImage?: 'skip' | 'stop'
  /** Receives the images that were replaced, each once. */
  readonly problems?: ImageProblem[]
  readonly signal?: AbortSignal
}

function expectWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  const message = `Expected ${name} to be a whole number of ${least} or more, got ${value}`
  throw new QuantbenchError('USAGE', message)
}

function checkOptions(dataset: Dataset, options: TrainingBatchOptions): void {
  expectWhole('batch', options.batch, 1)
  expectWhole('the first step', options.fromStep ?? 0, 0)
  checkAugmentation(options.augment ?? NO_AUGMENTATION)
  if (dataset.images.length > 0) return
  throw new QuantbenchError('DATASET_EMPTY', `${dataset.name}: expected images to train on, got none`, {
    wayOut: 'Name a folder or split with images.',
  })
}

function failureError({ code, message, wayOut }: ImageFailure): QuantbenchError {
  return new QuantbenchError(code, message, { wayOut })
}

/** Makes the batch of any step. What it remembers, bad images and buffers, does not change what a step comes to. */
class BatchMaker {
  private readonly dataset: Dataset
  private readonly spec: Preprocess
  private readonly options: TrainingBatchOptions
  private readonly settings: AugmentSettings
  private readonly order: TrainingOrder
  private readonly boxesOf: (image: number) => ImageBox[]
  private readonly buffers: BufferList
  private readonly bad = new Map<number, ImageFailure>()

  constructor(dataset: Dataset, spec: Preprocess, options: TrainingBatchOptions) {
    this.dataset = dataset
    this.spec = spec
    this.options = options
    this.settings = options.augment ?? NO_AUGMENTATION
    this.order = new TrainingOrder(dataset.images.length, options.seed)
    this.boxesOf = boxesByImage(dataset.images, dataset.groundTruth)
    this.buffers = new BufferList(4 * options.batch * 3 * spec.width * spec.height)
  }

  /** Tries again with other images until all of them can be read; every time at least one more is known to be bad. */
  async make(step: number): Promise<TrainingBatch> {
    let buffer = this.buffers.take()
    for (;;) {
      throwIfCancelled(this.options.signal)
      const samples = samplesOf(step, this.options, this.settings, this.order, this.bad)
      const reply = await this.options.pool.fill(this.requestFor(samples, buffer))
      const images = samples.flatMap(({ tiles }) => tiles)
      if (this.noteBad(images, reply) === 0) return this.finished(step, samples, reply)
      buffer = reply.buffer
    }
  }

  private requestFor(samples: readonly TrainingSample[], buffer: ArrayBuffer): DecodeRequest {
    const { dataset, spec, settings } = this
    const files = samples.flatMap(({ tiles }) => tiles.map((image) => dataset.images[image].file))
    const request = { files, spec, target: { width: spec.width, height: spec.height }, buffer }
    return changesNothing(settings) ? request : { ...request, draws: samples.map(({ draw }) => draw) }
  }

  /** Remembers the images that could not be read and returns how many they are; throws on `stop`. */
  private noteBad(images: readonly number[], { outcomes }: DecodeReply): number {
    const { onBadImage = 'stop' } = this.options
    let found = 0
    outcomes.forEach((outcome, at) => {
      if (!('code' in outcome)) return
      if (onBadImage === 'stop') throw failureError(outcome)
      found++
      this.tellOnce(images[at], outcome)
    })
    if (this.bad.size === this.dataset.images.length) throw this.noneLeft()
    return found
  }

  private tellOnce(image: number, failure: ImageFailure): void {
    if (this.bad.has(image)) return
    this.bad.set(image, failure)
    const { id, file } = this.dataset.images[image]
    const { code, message } = failure
    this.options.problems?.push({ id, file, code, message })
  }

  private noneLeft(): QuantbenchError {
    const { name, images } = this.dataset
    const first = this.bad.get(0)?.message ?? ''
    const message = `${name}: expected images that can be read, got none among ${images.length}; ${first}`
    return new QuantbenchError('DATASET_EMPTY', message, { wayOut: 'Check the folder of the images.' })
  }

  private finished(step: number, samples: readonly TrainingSample[], reply: DecodeReply): TrainingBatch {
    const { width, height, layout } = this.spec
    const count = samples.length
    return {
      step,
      images: samples.map(({ image }) => image),
      data: new Float32Array(reply.buffer),
      dims: layout === 'nchw' ? [count, 3, height, width] : [count, height, width, 3],
      boxes: this.boxesFor(samples, reply),
      decodeMs: reply.milliseconds,
      release: this.buffers.releaserOf(reply.buffer),
    }
  }

  private boxesFor(samples: readonly TrainingSample[], { outcomes }: DecodeReply): TrainingBox[][] {
    const { spec } = this
    const placed = outcomes.values()
    return samples.map(({ draw, tiles }) =>
      tiles.flatMap((image, tile) => {
        const outcome = placed.next().value
        if (outcome === undefined || 'code' in outcome) return []
        const size = { width: outcome.originalWidth, height: outcome.originalHeight }
        return warpBoxes(this.boxesOf(image), warpOf(size, spec, spec.mode, draw, tile), size, spec)
      }),
    )
  }
}

/**
 * Endless batches of training images with their objects. Every epoch goes through all images in an order of its own;
 * batches run on over the epochs' ends, so that none is short. The batch of a step is a pure function of the dataset,
 * the preprocessing, the seed, the step, the batch size and the augmentation: training that starts again from a step
 * goes on as if it had never stopped. Without augmentation the values are those of `imageBatches`.
 *
 * Decoding and augmentation run ahead on the pool while the caller works on a batch; memory stays flat when the caller
 * releases what it has used. The place of an image that cannot be read goes to the next one of its epoch.
 *
 * Throws USAGE, DATASET_EMPTY when there is no image or none that can be read, CANCELLED when the signal is aborted,
 * the image's own error on `stop`, and as `DecodePool.fill`.
 */
export async function* trainingBatches(
  dataset: Dataset,
  preprocess: Preprocess,
  options: TrainingBatchOptions,
): AsyncGenerator<TrainingBatch, never, undefined> {
  checkOptions(dataset, options)
  const { fromStep = 0, prefetch = 2, signal } = options
  const maker = new BatchMaker(dataset, preprocess, options)
  const underWay: Promise<TrainingBatch>[] = []
  for (let step = fromStep; ; step++) {
    throwIfCancelled(signal)
    while (underWay.length <= prefetch) underWay.push(held(maker.make(step + underWay.length)))
    const [first] = underWay.splice(0, 1)
    yield await unlessAborted(first, signal)
  }
}
