import { groupByKey, type Grouping } from '../../coco/counting-sort.ts'
import type { DatasetContent } from '../../data/dataset-content.ts'
import type { GroundTruth } from '../../data/ground-truth.ts'
import type { DatasetImage as ImageView } from '../../../shared/contract/dataset.ts'

type BoxView = ImageView['boxes'][number]

/** Rows of the ground truth for each position in the list of images. */
export function boxesOfImages({ images, groundTruth }: DatasetContent): Grouping {
  if (groundTruth === null) return { rows: new Int32Array(), starts: new Int32Array(images.length + 1) }
  const places = new Map(images.map(({ id }, place) => [id, place]))
  const { count, boxImageIds } = groundTruth
  const keys = Int32Array.from(boxImageIds.subarray(0, count), (id) => places.get(id) ?? -1)
  const rows = Int32Array.from(keys.keys()).filter((row) => keys[row] >= 0)
  return groupByKey(rows, keys, images.length)
}

/** The rows of one image. */
export function rowsAt({ rows, starts }: Grouping, place: number): Int32Array {
  return rows.subarray(starts[place], starts[place + 1])
}

/** Annotated boxes as the interface has them. */
export function boxViews(groundTruth: GroundTruth | null, rows: Int32Array): BoxView[] {
  if (groundTruth === null) return []
  const { boxes, boxCategoryIds, crowd } = groundTruth
  return Array.from(rows, (row) => {
    const [x, y, width, height] = boxes.subarray(4 * row, 4 * row + 4)
    return { bbox: [x, y, width, height], category: boxCategoryIds[row], crowd: crowd[row] === 1 }
  })
}
