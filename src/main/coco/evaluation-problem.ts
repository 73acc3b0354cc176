import type { Detections } from '../data/detections.ts'
import type { Category, GroundTruth } from '../data/ground-truth.ts'
import { groupByKey } from './counting-sort.ts'
import type { Grouping } from './counting-sort.ts'
import { IdIndex } from './id-index.ts'
import { imagePositions } from './known-images.ts'
import { sortByScore } from './score-sort.ts'

/** Ground truth and detections in the order in which pycocotools compares them, class by class. */
export interface EvaluationProblem {
  readonly groundTruth: GroundTruth
  readonly detections: Detections
  readonly imageCount: number
  /** Distinct categories, ascending by id. */
  readonly categories: readonly Category[]
  /** Rows of the detections by class; within one by falling score, then image id, then row. */
  readonly detectionOrder: Grouping
  /** Position of the image of each detection row. */
  readonly detectionImages: Int32Array
  /** Rows of the ground truth by class; within one by image id, then row. */
  readonly truthOrder: Grouping
  /** Position of the image of each ground-truth row. */
  readonly truthImages: Int32Array
}

function sortedCategories(categories: readonly Category[], index: IdIndex): Category[] {
  const names = new Map(categories.map(({ id, name }) => [id, name]))
  return Array.from(index.ids, (id) => ({ id, name: names.get(id) ?? String(id) }))
}

function rowsWhere(count: number, keep: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(count)
  let kept = 0
  for (let row = 0; row < count; row++) if (keep(row)) rows[kept++] = row
  return rows.subarray(0, kept)
}

/**
 * Orders a problem. Images and categories count by distinct id. As in pycocotools, boxes of categories or images
 * that the ground truth does not list are left out, but a detection of an unknown image is refused (DATASET_INVALID).
 */
export function evaluationProblem(groundTruth: GroundTruth, detections: Detections): EvaluationProblem {
  const images = new IdIndex(groundTruth.imageIds)
  const classes = new IdIndex(groundTruth.categories.map(({ id }) => id))
  const detectionImages = imagePositions(images, detections)
  const detectionClasses = classes.ofAll(detections.categoryIds, detections.count)
  const truthImages = images.ofAll(groundTruth.boxImageIds, groundTruth.count)
  const truthClasses = classes.ofAll(groundTruth.boxCategoryIds, groundTruth.count)

  const known = rowsWhere(detections.count, (row) => detectionClasses[row] >= 0)
  const byImage = groupByKey(known, detectionImages, images.size).rows
  const byScore = sortByScore(byImage, detections.scores)
  const boxes = rowsWhere(groundTruth.count, (row) => truthImages[row] >= 0 && truthClasses[row] >= 0)
  return {
    groundTruth,
    detections,
    imageCount: images.size,
    categories: sortedCategories(groundTruth.categories, classes),
    detectionOrder: groupByKey(byScore, detectionClasses, classes.size),
    detectionImages,
    truthOrder: groupByKey(groupByKey(boxes, truthImages, images.size).rows, truthClasses, classes.size),
    truthImages,
  }
}
