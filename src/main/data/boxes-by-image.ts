import type { DatasetImage } from './dataset-image.ts'
import type { GroundTruth } from './ground-truth.ts'

/** An annotated box in pixels of its image. */
export interface ImageBox {
  readonly categoryId: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function boxAt({ boxCategoryIds, boxes }: GroundTruth, row: number): ImageBox {
  const [x, y, width, height] = boxes.subarray(4 * row, 4 * row + 4)
  return { categoryId: boxCategoryIds[row], x, y, width, height }
}

/** Finds the boxes of an image by its position in the list, without those of crowds; none without annotations. */
export function boxesByImage(
  images: readonly DatasetImage[],
  groundTruth: GroundTruth | null,
): (image: number) => ImageBox[] {
  if (groundTruth === null) return () => []
  const rows = new Map<number, number[]>(images.map(({ id }) => [id, []]))
  for (let row = 0; row < groundTruth.count; row++) {
    if (groundTruth.crowd[row] === 0) rows.get(groundTruth.boxImageIds[row])?.push(row)
  }
  return (image) => (rows.get(images[image].id) ?? []).map((row) => boxAt(groundTruth, row))
}
