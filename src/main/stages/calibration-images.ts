import type { StageContext } from '../base/progress.ts'
import type { CalibrationImages } from '../calib/collect.ts'
import { imageBatches, type ImageProblem } from '../data/batches.ts'
import type { Dataset } from '../data/dataset.ts'
import type { DecodePool } from '../data/decode-pool.ts'
import type { Preprocess } from '../data/preprocess.ts'

export interface CalibrationImagesOptions {
  readonly pool: DecodePool
  readonly onBadImage?: 'skip' | 'stop'
  /** Receives the images that were left out, by file: images may be read more than once. */
  readonly badImages?: Map<string, ImageProblem>
}

/** A dataset's images as calibration, and what learns from unlabelled images, takes them. */
export function calibrationImages(
  dataset: Dataset,
  preprocess: Preprocess,
  { pool, onBadImage = 'stop', badImages }: CalibrationImagesOptions,
  { signal }: StageContext,
): CalibrationImages {
  return async function* (batch, from, to) {
    const problems: ImageProblem[] = []
    const files = dataset.images.slice(from, to)
    const settings = { pool, batch, onBadImage, problems, signal }
    const keepProblems = () => problems.forEach((problem) => badImages?.set(problem.file, problem))
    for await (const { images, data, dims, release } of imageBatches(files, preprocess, settings)) {
      keepProblems()
      const end = from + Math.min(files.length, batch * (Math.floor(images[0] / batch) + 1))
      yield { input: { data, dims }, end, release }
    }
    keepProblems()
  }
}
