import { describe, expect, it } from 'vitest'
import { ProblemList, type DatasetProblem } from '../../../src/main/data/dataset-problems.ts'
import { checkGroundTruth, uniqueImages } from '../../../src/main/data/ground-truth-check.ts'
import type { GroundTruth } from '../../../src/main/data/ground-truth.ts'

const IMAGES = [
  { id: 1, name: 'a.jpg', width: 100, height: 50 },
  { id: 2, name: 'b.jpg', width: 0, height: 0 },
  { id: 3, name: 'c.jpg', width: 100, height: 50 },
]

type Row = [id: number, image: number, category: number, box: number[]]

function truth(rows: Row[]): GroundTruth {
  return {
    imageIds: Float64Array.of(1, 2, 3),
    categories: [
      { id: 5, name: 'cat' },
      { id: 6, name: 'dog' },
    ],
    count: rows.length,
    annotationIds: Float64Array.from(rows, ([id]) => id),
    boxImageIds: Float64Array.from(rows, ([, image]) => image),
    boxCategoryIds: Float64Array.from(rows, ([, , category]) => category),
    boxes: Float64Array.from(rows.flatMap(([, , , box]) => box)),
    areas: Float64Array.from(rows, ([id]) => 10 * id),
    crowd: Uint8Array.from(rows, ([id]) => id % 2),
  }
}

function check(groundTruth: GroundTruth): { kept: GroundTruth; found: DatasetProblem[] } {
  const problems = new ProblemList()
  const kept = checkGroundTruth(groundTruth, IMAGES, problems)
  return { kept, found: problems.toArray() }
}

describe('checkGroundTruth', () => {
  it('finds nothing wrong with what is right', () => {
    const right = truth([
      [1, 1, 5, [0, 0, 100.9, 50]],
      [2, 2, 6, [0, 0, 1e6, 5]],
      [3, 3, 6, [-0.5, -1, 20, 5]],
    ])
    const { kept, found } = check(right)
    expect(kept).toEqual(right)
    expect(found).toEqual([])
  })

  it('leaves out what cannot be used, with everything that belongs to it', () => {
    const { kept, found } = check(
      truth([
        [1, 9, 5, [0, 0, 5, 5]],
        [2, 1, 5, [1, 2, 3, 4]],
        [3, 1, 7, [0, 0, 5, 5]],
        [4, 2, 6, [0, 0, NaN, 5]],
        [5, 3, 6, [0, 0, Infinity, 5]],
        [6, 3, 6, [5, 6, 7, 8]],
        [7, NaN, NaN, [5, 6, 7, 8]],
      ]),
    )
    expect(kept).toEqual({
      ...truth([
        [2, 1, 5, [1, 2, 3, 4]],
        [6, 3, 6, [5, 6, 7, 8]],
      ]),
    })
    expect(found).toEqual([
      {
        kind: 'unknown-image',
        level: 'problem',
        message: '2 annotations of an image that is not listed; left out',
        count: 2,
        examples: ['annotation 1: image 9', 'annotation 7: image NaN'],
      },
      {
        kind: 'unknown-category',
        level: 'problem',
        message: '1 annotation of a category that is not listed; left out',
        count: 1,
        examples: ['annotation 3 of a.jpg: category 7'],
        image: 'a.jpg',
      },
      {
        kind: 'box-not-finite',
        level: 'problem',
        message: '2 annotations without a box of four finite numbers; left out',
        count: 2,
        examples: ['annotation 4 of b.jpg: 0 0 NaN 5', 'annotation 5 of c.jpg: 0 0 Infinity 5'],
      },
      {
        kind: 'image-without-annotations',
        level: 'info',
        message: '1 image without annotations',
        count: 1,
        examples: ['b.jpg'],
        image: 'b.jpg',
      },
    ])
  })

  it.each([
    ['box-empty', [1, 1, 0, 5]],
    ['box-empty', [1, 1, 5, -2]],
    ['box-outside', [-1.5, 0, 5, 5]],
    ['box-outside', [0, -3, 5, 5]],
    ['box-outside', [99, 0, 3, 5]],
    ['box-outside', [0, 49, 5, 3]],
  ])('notes %s at %j and keeps it', (kind, box) => {
    const { kept, found } = check(truth([[1, 1, 5, box]]))
    expect(kept.count).toBe(1)
    expect(found[0].kind).toBe(kind)
    expect(found[0].examples[0]).toContain(`annotation 1 of a.jpg: ${box.join(' ')}`)
  })

  it('notes repeated annotation ids and keeps the rows', () => {
    const { kept, found } = check(
      truth([
        [8, 1, 5, [0, 0, 5, 5]],
        [3, 2, 5, [0, 0, 5, 5]],
        [8, 3, 6, [0, 0, 5, 5]],
      ]),
    )
    expect(kept.count).toBe(3)
    expect(found).toMatchObject([{ kind: 'duplicate-annotation', count: 1, examples: ['id 8'] }])
  })

  it('leaves out second categories of one id and those without', () => {
    const groundTruth = truth([[1, 1, 5, [0, 0, 5, 5]]])
    const categories = [...groundTruth.categories, { id: 5, name: 'lion' }, { id: NaN, name: 'none' }]
    const { kept, found } = check({ ...groundTruth, categories })
    expect(kept.categories).toEqual(groundTruth.categories)
    expect(found).toMatchObject([
      { kind: 'duplicate-category', count: 2, examples: ['id 5: lion', 'id NaN: none'] },
      { kind: 'image-without-annotations', count: 2 },
      { kind: 'category-without-annotations', count: 1, examples: ['dog'] },
    ])
  })
})

describe('uniqueImages', () => {
  it('keeps the first of each id', () => {
    const problems = new ProblemList()
    const again = { id: 1, name: 'z.jpg', width: 1, height: 1 }
    expect(uniqueImages([...IMAGES, again], problems)).toEqual(IMAGES)
    expect(problems.toArray()).toMatchObject([
      { kind: 'duplicate-image', image: 'z.jpg', examples: ['id 1: z.jpg'] },
    ])
  })
})
