import { groupByKey, type Grouping } from '../../coco/counting-sort.ts'
import { IdIndex } from '../../coco/id-index.ts'
import { sortByScore } from '../../coco/score-sort.ts'
import { readDetections } from '../../data/coco-results.ts'
import type { Detections } from '../../data/detections.ts'
import { FileCache } from './file-cache.ts'

const NONE = new Int32Array()

/** A run's detections, in each image by falling score: the confident ones are the first of them. */
export class RunDetections {
  readonly detections: Detections
  private readonly images: IdIndex
  private readonly byImage: Grouping

  constructor(detections: Detections) {
    const { count, imageIds, scores } = detections
    this.detections = detections
    this.images = new IdIndex(imageIds.subarray(0, count))
    const rows = sortByScore(
      Int32Array.from({ length: count }, (_, row) => row),
      scores,
    )
    this.byImage = groupByKey(rows, this.images.ofAll(imageIds, count), this.images.size)
  }

  /** Rows of an image that score at least so much, the best first. */
  confident(imageId: number, confidence: number): Int32Array {
    const image = this.images.of(imageId)
    if (image < 0) return NONE
    const { rows, starts } = this.byImage
    const { scores } = this.detections
    let end = starts[image]
    while (end < starts[image + 1] && scores[rows[end]] >= confidence) end++
    return rows.subarray(starts[image], end)
  }
}

/** Rows that are kept, all runs together: at some 64 bytes each half a gigabyte. */
const KEPT = 8_000_000

const opened = new FileCache<RunDetections>(KEPT, ({ detections }) => detections.count)

/** The detections of a COCO results file, kept for the next question. Throws what `readDetections` throws. */
export function runDetections(path: string): RunDetections {
  return opened.getOr(path, path, () => new RunDetections(readDetections(path)))
}
