import { expect, it } from 'vitest'
import { classHistogram } from '../../../src/main/data/class-histogram.ts'

it('counts boxes and images of every category', () => {
  const rows = 5
  const histogram = classHistogram({
    imageIds: Float64Array.of(1, 2),
    categories: [
      { id: 3, name: 'cat' },
      { id: 1, name: 'dog' },
      { id: 2, name: 'fox' },
    ],
    count: rows,
    annotationIds: Float64Array.of(1, 2, 3, 4, 5),
    boxImageIds: Float64Array.of(1, 1, 2, 2, 2),
    boxCategoryIds: Float64Array.of(3, 3, 3, 1, 9),
    boxes: new Float64Array(4 * rows),
    areas: new Float64Array(rows),
    crowd: new Uint8Array(rows),
  })
  expect(histogram).toEqual([
    { id: 3, name: 'cat', boxes: 3, images: 2 },
    { id: 1, name: 'dog', boxes: 1, images: 1 },
    { id: 2, name: 'fox', boxes: 0, images: 0 },
  ])
})
