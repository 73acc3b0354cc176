import { throwIfCancelled } from '../base/cancel.ts'
import { QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { sizeOf, type Tensor } from '../base/tensor.ts'
import type { Model } from '../onnx/model.ts'
import type { SessionOptions } from '../session/session.ts'
import { measureShapes } from '../session/taps.ts'
import type { Histogram } from './histogram.ts'
import type { SlotBuffer } from './histogram-messages.ts'
import { HistogramPool } from './histogram-pool.ts'
import { splitBySize, SLOTS, TapGroup } from './tap-groups.ts'

/** One preprocessed batch. */
export interface CalibrationBatch {
  /** [N, C, H, W] */
  input: Tensor
  /** Called when the input is no longer read. */
  release(): void
}

/** The calibration images from position `from` up to `to`, in batches of the given size. Opened anew at each call. */
export type CalibrationInput = (batch: number, from: number, to: number) => AsyncIterable<CalibrationBatch>

export interface CollectOptions extends SessionOptions {
  /** Total images, for progress. */
  images: number
  /** Images a run; 1 by default. */
  batch?: number
  /**
   * Images whose largest magnitude fixes the width of the bins, whatever the batch is: the batch size of the
   * reference's first histogram.
   */
  firstImages?: number
  /** Bytes of tapped activations held at once; beyond it, tensors are tapped in groups. */
  memoryLimit?: number
}

export interface Observed {
  histograms: Map<string, Histogram>
  images: number
  /** Images a run. */
  batch: number
  firstImages: number
  /** Milliseconds of the whole pass, and the part inside the runtime. */
  wallMs: number
  forwardMs: number
}

/** The batch of NVIDIA's and the seeds' calibration loops. */
export const FIRST_IMAGES = 10
const MEMORY_LIMIT = 1.5e9

/** Bytes that each tensor takes for one image. */
async function bytesAnImage(
  model: Model,
  tensors: readonly string[],
  inputName: string,
  input: CalibrationInput,
  options: SessionOptions,
): Promise<Map<string, number>> {
  // A model of which only the input is quantized has nothing to tap.
  if (tensors.length === 0) return new Map()
  for await (const { input: image, release } of input(1, 0, 1)) {
    const shapes = await measureShapes(model, tensors, { [inputName]: image }, options)
    release()
    return new Map(Array.from(shapes, ([name, dims]) => [name, 4 * sizeOf(dims)]))
  }
  throw noImages()
}

function noImages(): QuantbenchError {
  return new QuantbenchError('CALIBRATION', 'Expected images to calibrate with, got none that can be read', {
    wayOut: 'Check the folder given for calibration.',
  })
}

/** One pass over calibration images with the sessions and counting threads that it needs. */
class Collection {
  images = 0
  forwardMs = 0
  readonly pool = new HistogramPool()
  readonly groups: TapGroup[] = []
  private readonly inputName: string
  private readonly takesInput: boolean
  private readonly context: StageContext
  private readonly total: number

  constructor(fields: { inputName: string; takesInput: boolean; context: StageContext; total: number }) {
    this.inputName = fields.inputName
    this.takesInput = fields.takesInput
    this.context = fields.context
    this.total = fields.total
  }

  /** Finds the largest magnitudes of the first images; with `hold` they are counted from then on, else run again later. */
  async reach(batches: AsyncIterable<CalibrationBatch>, hold: boolean): Promise<void> {
    for await (const batch of batches) {
      await this.forward(batch, (group, feeds) => group.reach(feeds, hold))
      if (this.takesInput) await this.pool.reach(this.inputOf(batch), hold)
      this.finish(batch, hold)
    }
    await this.pool.countHeld()
  }

  async count(batches: AsyncIterable<CalibrationBatch>): Promise<void> {
    // Waiting for the input at once would wait for everything counted before it, and nothing would run beside.
    let inputCounted: Promise<void> = Promise.resolve()
    for await (const batch of batches) {
      await this.forward(batch, (group, feeds) => group.run(feeds, batch.input.dims[0]))
      await inputCounted
      if (this.takesInput) inputCounted = this.pool.count(this.inputOf(batch))
      // Its failure surfaces where it is awaited; until then it must not count as unhandled.
      inputCounted.catch(() => undefined)
      this.finish(batch, true)
    }
    await inputCounted
    for (const group of this.groups) await group.settle()
  }

  async close(): Promise<void> {
    for (const group of this.groups) await group.close()
    await this.pool.close()
  }

  private async forward(
    { input }: CalibrationBatch,
    run: (group: TapGroup, feeds: Readonly<Record<string, Tensor>>) => Promise<void>,
  ): Promise<void> {
    throwIfCancelled(this.context.signal)
    const before = performance.now()
    for (const group of this.groups) await run(group, { [this.inputName]: input })
    this.forwardMs += performance.now() - before
  }

  /** A copy of the model's own input, which moves to a counting thread. */
  private inputOf({ input }: CalibrationBatch): SlotBuffer[] {
    return [{ tensor: this.inputName, data: input.data.slice() }]
  }

  private finish({ input, release }: CalibrationBatch, counted: boolean): void {
    if (counted) this.images += input.dims[0]
    release()
    this.context.onProgress?.({ phase: 'calibrate', done: this.images, total: this.total, unit: 'images' })
  }
}

/**
 * Streams the activations of the named tensors into histograms, one pass over the data whatever the methods are.
 * While the runtime computes a batch, worker threads count the one before. Memory does not grow with the number of
 * images. Where the activations of a batch exceed `memoryLimit`, tensors are tapped in groups, each image being run
 * once a group.
 *
 * The width of the bins comes from the first `firstImages` images together, so that the result does not depend on
 * the batch: their activations are held until the last of them is there, or, where that is too much, those images
 * are run twice.
 * Throws CALIBRATION where no image came, GRAPH_EDIT for a tensor that does not exist, CANCELLED, INFERENCE_FAILED,
 * MODEL_REJECTED.
 */
export async function collectHistograms(
  model: Model,
  tensors: readonly string[],
  input: CalibrationInput,
  options: CollectOptions,
  context: StageContext = {},
): Promise<Observed> {
  const started = performance.now()
  const { firstImages = FIRST_IMAGES, memoryLimit = MEMORY_LIMIT, images: total, batch = 1 } = options
  const inputName = model.graph.inputs.find(({ initializer }) => initializer === null)?.name ?? ''
  const inner = tensors.filter((name) => name !== inputName)
  const bytes = await bytesAnImage(model, inner, inputName, input, options)
  const bytesOf = (name: string) => bytes.get(name) ?? 0
  const collection = new Collection({ inputName, takesInput: inner.length < tensors.length, context, total })
  try {
    for (const part of splitBySize(inner, (name) => SLOTS * batch * bytesOf(name), memoryLimit)) {
      collection.groups.push(
        await TapGroup.open(model, part, collection.pool, collection.groups.length, options),
      )
    }
    const first = Math.min(firstImages, total)
    const hold = first * inner.reduce((sum, name) => sum + bytesOf(name), 0) <= memoryLimit
    await collection.reach(input(batch, 0, first), hold)
    await collection.count(input(batch, hold ? first : 0, total))
    if (collection.images === 0) throw noImages()
    const histograms = await collection.pool.finish()
    const { images, forwardMs } = collection
    return { histograms, images, batch, firstImages, forwardMs, wallMs: performance.now() - started }
  } finally {
    await collection.close()
  }
}
