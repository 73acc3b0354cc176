import { throwIfCancelled } from '../base/cancel.ts'
import { QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import type { Tensor } from '../base/tensor.ts'
import type { Model } from '../onnx/model.ts'
import type { Histogram } from './histogram.ts'
import { HistogramPool } from './histogram-pool.ts'
import { openTapGroups, type TapGroup, type TapOptions } from './tap-groups.ts'

/** One preprocessed batch. */
export interface CalibrationBatch {
  /** [N, C, H, W] */
  input: Tensor
  /** Called when the input is no longer read. */
  release(): void
}

export interface CollectOptions extends TapOptions {
  /** Total images, for progress. */
  images: number
}

export interface Observed {
  histograms: Map<string, Histogram>
  images: number
  /** Milliseconds of the whole pass, and the part inside the runtime. */
  wallMs: number
  forwardMs: number
}

/**
 * Streams the activations of the named tensors into histograms, one pass over the data whatever the methods are.
 * While the runtime computes a batch, worker threads count the one before. Memory does not grow with the number of
 * images. Where the activations of a batch exceed `memoryLimit` bytes, tensors are tapped in groups, each image being
 * run once a group. Throws CALIBRATION where no image came, GRAPH_EDIT for a tensor that does not exist, CANCELLED,
 * INFERENCE_FAILED, MODEL_REJECTED.
 */
export async function collectHistograms(
  model: Model,
  tensors: readonly string[],
  batches: AsyncIterable<CalibrationBatch>,
  options: CollectOptions,
  context: StageContext = {},
): Promise<Observed> {
  const started = performance.now()
  const pool = new HistogramPool()
  const inputName = model.graph.inputs.find(({ initializer }) => initializer === null)?.name ?? ''
  const inner = tensors.filter((name) => name !== inputName)
  let groups: TapGroup[] | undefined
  let images = 0
  let forwardMs = 0
  try {
    for await (const { input, release } of batches) {
      throwIfCancelled(context.signal)
      const feeds = { [inputName]: input }
      groups ??= await openTapGroups(model, inner, feeds, pool, options)
      const before = performance.now()
      for (const group of groups) await group.run(feeds, input.dims[0])
      forwardMs += performance.now() - before
      if (inner.length < tensors.length) await pool.count([{ tensor: inputName, data: input.data }])
      images += input.dims[0]
      release()
      context.onProgress?.({ phase: 'calibrate', done: images, total: options.images, unit: 'images' })
    }
    if (images === 0) {
      throw new QuantbenchError('CALIBRATION', 'Expected images to calibrate with, got none', {
        wayOut: 'Check --calib.',
      })
    }
    for (const group of groups ?? []) await group.settle()
    return { histograms: await pool.finish(), images, forwardMs, wallMs: performance.now() - started }
  } finally {
    for (const group of groups ?? []) await group.close()
    await pool.close()
  }
}
