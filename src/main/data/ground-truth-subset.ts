import type { GroundTruth } from './ground-truth.ts'

/** The ground truth with only the rows for which `keep` holds, in their order; images and categories as they are. */
export function filterRows(groundTruth: GroundTruth, keep: (row: number) => boolean): GroundTruth {
  const rows: number[] = []
  for (let row = 0; row < groundTruth.count; row++) if (keep(row)) rows.push(row)
  if (rows.length === groundTruth.count) return groundTruth
  const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row])
  const boxes = new Float64Array(4 * rows.length)
  rows.forEach((row, index) => boxes.set(groundTruth.boxes.subarray(4 * row, 4 * row + 4), 4 * index))
  return {
    ...groundTruth,
    count: rows.length,
    annotationIds: pick(groundTruth.annotationIds),
    boxImageIds: pick(groundTruth.boxImageIds),
    boxCategoryIds: pick(groundTruth.boxCategoryIds),
    boxes,
    areas: pick(groundTruth.areas),
    crowd: Uint8Array.from(rows, (row) => groundTruth.crowd[row]),
  }
}

/** The ground truth of some of the images: their ids in the order of the original, and their rows. */
export function ofImages(groundTruth: GroundTruth, imageIds: ReadonlySet<number>): GroundTruth {
  const kept = groundTruth.imageIds.filter((id) => imageIds.has(id))
  return filterRows({ ...groundTruth, imageIds: kept }, (row) => imageIds.has(groundTruth.boxImageIds[row]))
}
