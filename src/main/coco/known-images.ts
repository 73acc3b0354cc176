import { QuantbenchError } from '../base/errors.ts'
import type { Detections } from '../data/detections.ts'
import type { IdIndex } from './id-index.ts'

/**
 * Position of each detection's image among the images of the ground truth. As pycocotools' `loadRes`, refuses
 * detections of an image that the ground truth does not list: DATASET_INVALID.
 */
export function imagePositions(images: IdIndex, detections: Detections): Int32Array {
  const positions = images.ofAll(detections.imageIds, detections.count)
  const stranger = positions.indexOf(-1)
  if (stranger === -1) return positions
  throw new QuantbenchError(
    'DATASET_INVALID',
    `Expected detections of the ${images.size} images of the ground truth, got one of image ${detections.imageIds[stranger]}`,
    { wayOut: 'Use the annotation file that these detections were made for.' },
  )
}
