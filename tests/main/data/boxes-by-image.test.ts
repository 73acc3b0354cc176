import { describe, expect, it } from 'vitest'
import { boxesByImage } from '../../../src/main/data/boxes-by-image.ts'
import type { GroundTruth } from '../../../src/main/data/ground-truth.ts'

const IMAGES = [8, 5, 9].map((id) => ({ id, file: '', name: '', width: 0, height: 0 }))

const TRUTH: GroundTruth = {
  imageIds: Float64Array.of(8, 5, 9),
  categories: [],
  count: 4,
  annotationIds: Float64Array.of(1, 2, 3, 4),
  boxImageIds: Float64Array.of(5, 8, 5, 77),
  boxCategoryIds: Float64Array.of(90, 3, 4, 5),
  boxes: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 1, 1),
  areas: Float64Array.of(12, 56, 132, 1),
  crowd: Uint8Array.of(0, 1, 0, 0),
}

describe('boxesByImage', () => {
  it('finds the boxes of an image by its position, crowds left out', () => {
    const boxesOf = boxesByImage(IMAGES, TRUTH)
    expect(boxesOf(0)).toEqual([])
    expect(boxesOf(1)).toEqual([
      { categoryId: 90, x: 1, y: 2, width: 3, height: 4 },
      { categoryId: 4, x: 9, y: 10, width: 11, height: 12 },
    ])
    expect(boxesOf(2)).toEqual([])
  })

  it('finds none without annotations', () => {
    expect(boxesByImage(IMAGES, null)(1)).toEqual([])
  })
})
