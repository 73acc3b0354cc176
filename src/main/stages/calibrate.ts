import type { StageContext } from '../base/progress.ts'
import { FIRST_IMAGES, collectHistograms, type CollectOptions } from '../calib/collect.ts'
import type { CollectCheckpoint } from '../calib/collect-keeper.ts'
import type { Histogram } from '../calib/histogram.ts'
import type { ImageProblem } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import { DecodePool } from '../data/decode-pool.ts'
import type { Preprocess } from '../data/preprocess.ts'
import { imageInput } from '../onnx/image-input.ts'
import type { Model } from '../onnx/model.ts'
import { calibrationIdentity, loadCalibration, saveCalibration } from './calibration-checkpoint.ts'
import { calibrationImages } from './calibration-images.ts'
import type { Checkpoint } from './checkpoint.ts'

export interface CalibrateOptions extends Omit<CollectOptions, 'images' | 'checkpoint'> {
  onBadImage?: 'skip' | 'stop'
  /** Where the histograms are kept from time to time, and whether to go on from there. */
  checkpoint?: CalibrationCheckpoint
}

export interface CalibrationCheckpoint extends Checkpoint {
  /** Milliseconds between two savings, where the default is not wanted. */
  readonly everyMs?: number
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
  /** Of all processes together; `resumedFrom` images were counted by earlier ones. */
  timing: { wallMs: number; forwardMs: number; resumedFrom: number }
}

/**
 * Observes the named tensors over a dataset's images, preprocessed as the detector wants them. One pass serves all
 * calibration methods. With a checkpoint, a calibration that was killed goes on and comes to the same histograms.
 * Throws CALIBRATION, CANCELLED, CHECKPOINT_INVALID, and what images and sessions throw.
 */
export async function calibrateModel(
  model: Model,
  tensors: readonly string[],
  dataset: Dataset,
  preprocess: Preprocess,
  options: CalibrateOptions = {},
  context: StageContext = {},
): Promise<Calibration> {
  const { onBadImage, checkpoint: _checkpoint, ...collecting } = options
  const pool = new DecodePool()
  const badImages = new Map<string, ImageProblem>()
  const batch = options.batch ?? imageInput(model).batch ?? undefined
  try {
    const input = calibrationImages(dataset, preprocess, { pool, onBadImage, badImages }, context)
    const checkpoint = checkpointOf(tensors, dataset, preprocess, { ...options, batch }, badImages)
    const all = { ...collecting, batch, checkpoint, images: dataset.images.length }
    const observed = await collectHistograms(model, tensors, input, all, context)
    const { histograms, images, firstImages, wallMs, forwardMs, resumedFrom } = observed
    return {
      histograms,
      images,
      batch: observed.batch,
      firstImages,
      listHash: dataset.listHash,
      badImages: [...badImages.values()],
      timing: { wallMs, forwardMs, resumedFrom },
    }
  } finally {
    await pool.close()
  }
}

function checkpointOf(
  tensors: readonly string[],
  dataset: Dataset,
  preprocess: Preprocess,
  options: CalibrateOptions,
  badImages: Map<string, ImageProblem>,
): CollectCheckpoint | undefined {
  const { checkpoint, device, threads, batch = 1, firstImages = FIRST_IMAGES, onBadImage = 'stop' } = options
  if (checkpoint === undefined) return undefined
  const { path, resume, modelSha256, everyMs } = checkpoint
  const session = { device, threads }
  const parts = { modelSha256, tensors, dataset, preprocess, batch, firstImages, onBadImage, session }
  const identity = calibrationIdentity(parts)
  const earlier = resume ? loadCalibration(path, identity) : null
  for (const problem of earlier?.badImages ?? []) badImages.set(problem.file, problem)
  return {
    resumeFrom: earlier?.collected ?? null,
    save: (collected) => saveCalibration(path, identity, { collected, badImages: [...badImages.values()] }),
    everyMs,
  }
}
