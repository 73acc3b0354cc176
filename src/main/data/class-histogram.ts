import type { GroundTruth } from './ground-truth.ts'

/** How often a category occurs. */
export interface ClassCount {
  readonly id: number
  readonly name: string
  readonly boxes: number
  /** Images with at least one of the boxes. */
  readonly images: number
}

/** Boxes and images of every category, in the order of the dataset's categories. Boxes of others are not counted. */
export function classHistogram(groundTruth: GroundTruth): ClassCount[] {
  const counts = new Map(
    groundTruth.categories.map(({ id }) => [id, { boxes: 0, images: new Set<number>() }]),
  )
  for (let row = 0; row < groundTruth.count; row++) {
    const count = counts.get(groundTruth.boxCategoryIds[row])
    if (count === undefined) continue
    count.boxes++
    count.images.add(groundTruth.boxImageIds[row])
  }
  return groundTruth.categories.map(({ id, name }) => {
    const count = counts.get(id)
    return { id, name, boxes: count?.boxes ?? 0, images: count?.images.size ?? 0 }
  })
}
