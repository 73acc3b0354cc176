import { seededRandom } from '../../base/random.ts'
import { evaluateDetections } from '../../coco/evaluate.ts'
import { ResampledPrecision } from '../../coco/resampled-precision.ts'
import type { GroundTruth } from '../../data/ground-truth.ts'
import { joinDetections } from '../evaluated-batch.ts'
import type { ComparedRun } from './compared-run.ts'

/** Samples of the images at every look. */
export const RESAMPLES = 500

/** Runs after which the first look is taken; each further one at twice as many. */
const FIRST_LOOK = 8

/** Whether images are resampled after so many runs. */
export function isLook(runs: number): boolean {
  return runs >= FIRST_LOOK && Number.isInteger(Math.log2(runs / FIRST_LOOK))
}

/**
 * Average precision of samples of the images seen so far, drawn with replacement. The draws depend on the seed and the
 * number of images alone, so that models can be compared sample by sample.
 *
 * @param groundTruth of the images of these runs and no others
 */
export function resampledPrecision(
  runs: readonly ComparedRun[],
  groundTruth: GroundTruth,
  metric: 'ap' | 'ap50',
  seed: number,
): number[] {
  const found = joinDetections(runs.map(({ detections }) => detections))
  const precision = new ResampledPrecision(evaluateDetections(groundTruth, found), groundTruth, found)
  const images = groundTruth.imageIds.length
  const random = seededRandom(seed + images)
  return Array.from({ length: RESAMPLES }, () => {
    const counts = new Int32Array(images)
    for (let draw = 0; draw < images; draw++) counts[random.integer(images)]++
    const { AP, AP50 } = precision.of(counts)
    return metric === 'ap' ? AP : AP50
  })
}
