import { throwIfCancelled } from '../base/cancel.ts'
import { QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { sizeOf, type Tensor } from '../base/tensor.ts'
import { encodeModel } from '../onnx/encode.ts'
import type { Model } from '../onnx/model.ts'
import { inferShapes } from '../onnx/shapes.ts'
import type { SessionOptions } from '../session/session.ts'
import { measureShapes, tapModel } from '../session/taps.ts'
import { CollectKeeper, type CollectCheckpoint, type Collected } from './collect-keeper.ts'
import type { Histogram } from './histogram.ts'
import { mergeCounted, ObserverPool, observerThreads } from './observer-pool.ts'
import { splitBySize } from './split-by-size.ts'

/** One preprocessed batch. */
export interface CalibrationBatch {
  /** [N, C, H, W] */
  input: Tensor
  /** Called when the input is no longer read. */
  release(): void
}

/** The calibration images from position `from` up to `to`, in batches of the given size. Opened anew at each call. */
export type CalibrationInput = (batch: number, from: number, to: number) => AsyncIterable<CalibrationBatch>

/** A batch that knows where the next one begins. */
export interface PlacedBatch extends CalibrationBatch {
  /** Position behind the batch's last image, unreadable ones included. */
  readonly end: number
}

/** As `CalibrationInput`; a later call can go on where a batch ended. */
export type CalibrationImages = (batch: number, from: number, to: number) => AsyncIterable<PlacedBatch>

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
  /** How the pass is kept from time to time, and where it goes on. */
  checkpoint?: CollectCheckpoint
}

export interface Observed {
  histograms: Map<string, Histogram>
  images: number
  /** Images a run. */
  batch: number
  firstImages: number
  /** Images that an earlier process had counted. */
  resumedFrom: number
  /** Milliseconds of the whole pass, and inside the runtime, the latter of all threads together; of all processes. */
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
    const inferred = inferShapes(model, new Map([[inputName, [...image.dims]]]))
    // What depends on data can only be measured.
    const known = tensors.every((name) => inferred.has(name))
    const shapes = known ? inferred : await measureShapes(model, tensors, { [inputName]: image }, options)
    release()
    return new Map(tensors.map((name) => [name, 4 * sizeOf(shapes.get(name) ?? [])]))
  }
  throw noImages()
}

function noImages(): QuantbenchError {
  return new QuantbenchError('CALIBRATION', 'Expected images to calibrate with, got none that can be read', {
    wayOut: 'Check the folder given for calibration.',
  })
}

/** What the threads of a pass run. */
interface Pass {
  readonly inputName: string
  readonly models: Uint8Array[]
  readonly takesInput: boolean
  /** Whether the activations of the first images are held; else those images are run twice. */
  readonly hold: boolean
}

async function planPass(
  model: Model,
  tensors: readonly string[],
  input: CalibrationInput,
  options: CollectOptions,
): Promise<Pass> {
  const { firstImages = FIRST_IMAGES, memoryLimit = MEMORY_LIMIT, images, batch = 1 } = options
  const inputName = model.graph.inputs.find(({ initializer }) => initializer === null)?.name ?? ''
  const inner = tensors.filter((name) => name !== inputName)
  const bytes = await bytesAnImage(model, inner, inputName, input, options)
  const bytesOf = (name: string) => bytes.get(name) ?? 0
  const { count } = observerThreads(options)
  const parts = splitBySize(inner, (name) => count * batch * bytesOf(name), memoryLimit)
  const first = Math.min(firstImages, images)
  return {
    inputName,
    models: parts.map((part) => encodeModel(tapModel(model, part))),
    takesInput: inner.length < tensors.length,
    hold: first * inner.reduce((sum, name) => sum + bytesOf(name), 0) <= memoryLimit,
  }
}

/** What was observed, by a pass at its end. */
function observed(
  collected: Collected,
  { batch = 1, firstImages = FIRST_IMAGES, checkpoint }: CollectOptions,
): Observed {
  const { images, wallMs, forwardMs } = collected
  const resumedFrom = checkpoint?.resumeFrom?.images ?? 0
  const histograms = mergeCounted(collected)
  return { histograms, images, batch, firstImages, resumedFrom, forwardMs, wallMs }
}

/**
 * Streams the activations of the named tensors into histograms, one pass over the data whatever the methods are.
 * Threads run the model on several batches side by side and count what they find. Memory does not grow with the number
 * of images. Where the activations of a batch exceed `memoryLimit`, tensors are tapped in groups, each image being
 * run once a group.
 *
 * The width of the bins comes from the first `firstImages` images together, so that the result does not depend on
 * the batch: their activations are held until the last of them is there, or, where that is too much, those images
 * are run twice. With a checkpoint, a pass that was killed goes on with the counts of all its threads, and comes to
 * the same ones as if it had not been.
 * Throws CALIBRATION where no image came, GRAPH_EDIT for a tensor that does not exist, CANCELLED, INFERENCE_FAILED,
 * MODEL_REJECTED.
 */
export async function collectHistograms(
  model: Model,
  tensors: readonly string[],
  input: CalibrationImages,
  options: CollectOptions,
  context: StageContext = {},
): Promise<Observed> {
  const started = performance.now()
  const { firstImages = FIRST_IMAGES, images: total, batch = 1, checkpoint } = options
  const earlier = checkpoint?.resumeFrom ?? null
  if (earlier !== null && earlier.position >= total) return observed(earlier, options)
  const { hold, ...setup } = await planPass(model, tensors, input, options)
  const pool = new ObserverPool(setup, options)
  const keeper = new CollectKeeper(pool, checkpoint, started)
  let images = earlier?.images ?? 0
  const each = async (
    batches: AsyncIterable<PlacedBatch>,
    observe: (input: Tensor) => Promise<void>,
    counted: boolean,
  ) => {
    for await (const { input: image, end, release } of batches) {
      throwIfCancelled(context.signal)
      await observe(image)
      if (counted) images += image.dims[0]
      release()
      if (pool.isCounting) await keeper.keepIfDue({ position: end, images })
      context.onProgress?.({ phase: 'calibrate', done: images, total, unit: 'images' })
    }
  }
  try {
    const first = Math.min(firstImages, total)
    if (earlier === null) {
      await each(input(batch, 0, first), (image) => pool.reach(image, hold), hold)
      await pool.start()
    } else await pool.restore(earlier)
    const from = earlier?.position ?? (hold ? first : 0)
    await each(input(batch, from, total), (image) => pool.count(image), true)
    if (images === 0) throw noImages()
    return observed(await keeper.close({ position: total, images }), options)
  } finally {
    await pool.close()
  }
}
