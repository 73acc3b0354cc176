import type { StageContext } from '../base/progress.ts'
import { collectHistograms, type CalibrationBatch, type CollectOptions } from '../calib/collect.ts'
import type { Histogram } from '../calib/histogram.ts'
import { imageBatches, type ImageProblem } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import { DecodePool } from '../data/decode-pool.ts'
import type { Preprocess } from '../data/preprocess.ts'
import { imageInput } from '../onnx/image-input.ts'
import type { Model } from '../onnx/model.ts'

export interface CalibrateOptions extends Omit<CollectOptions, 'images'> {
  onBadImage?: 'skip' | 'stop'
}

/** What one pass over the calibration images found out about a model's activations. */
export interface Calibration {
  histograms: Map<string, Histogram>
  images: number
  /** Images a run, and images that fixed the width of the bins. */
  batch: number
  firstImages: number
  /** SHA-256 over the list of calibration images: what makes an INT8 result repeatable. */
  listHash: string
  badImages: ImageProblem[]
  timing: { wallMs: number; forwardMs: number }
}

/**
 * Observes the named tensors over a dataset's images, preprocessed as the detector wants them. One pass serves all
 * calibration methods. Throws CALIBRATION, CANCELLED, and what images and sessions throw.
 */
export async function calibrateModel(
  model: Model,
  tensors: readonly string[],
  dataset: Dataset,
  preprocess: Preprocess,
  options: CalibrateOptions = {},
  context: StageContext = {},
): Promise<Calibration> {
  const { onBadImage = 'stop' } = options
  const pool = new DecodePool()
  const badImages = new Map<string, ImageProblem>()
  async function* input(batch: number, from: number, to: number): AsyncGenerator<CalibrationBatch> {
    const problems: ImageProblem[] = []
    const images = dataset.images.slice(from, to)
    const settings = { pool, batch, onBadImage, problems, signal: context.signal }
    for await (const { data, dims, release } of imageBatches(images, preprocess, settings)) {
      yield { input: { data, dims }, release }
    }
    for (const problem of problems) badImages.set(problem.file, problem)
  }
  const batch = options.batch ?? imageInput(model).batch ?? undefined
  try {
    const all = { ...options, batch, images: dataset.images.length }
    const observed = await collectHistograms(model, tensors, input, all, context)
    const { histograms, images, firstImages, wallMs, forwardMs } = observed
    return {
      histograms,
      images,
      batch: observed.batch,
      firstImages,
      listHash: dataset.listHash,
      badImages: [...badImages.values()],
      timing: { wallMs, forwardMs },
    }
  } finally {
    await pool.close()
  }
}
