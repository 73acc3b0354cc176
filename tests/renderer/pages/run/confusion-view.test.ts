import { describe, expect, it } from 'vitest'
import {
  confusionCells,
  occurringClasses,
  worstConfusions,
} from '../../../../src/renderer/pages/run/confusion-view.ts'

/** Two cats found, one cat taken for a dog, a dog missed, three finds of nothing as cats; no bird anywhere. */
const confusion = {
  labels: ['cat', 'dog', 'bird', 'background'],
  categoryIds: [1, 2, 3],
  // A row for each class that was found, a column for each that was there.
  counts: [2, 0, 0, 3, /**/ 1, 0, 0, 0, /**/ 0, 0, 0, 0, /**/ 0, 1, 0, 0],
}

describe('confusionCells', () => {
  it('reads truth from the columns, and shares of what is there', () => {
    const cells = confusionCells(confusion, null)
    expect(cells.map(({ truth, found, count, share }) => [truth, found, count, share])).toEqual([
      [0, 0, 2, 2 / 3],
      [0, 1, 1, 1 / 3],
      [1, 3, 1, 1],
      [3, 0, 3, null],
    ])
  })

  it('keeps cells that only the reference has', () => {
    const reference = { ...confusion, counts: confusion.counts.with(1, 5) }
    expect(confusionCells(confusion, reference).find(({ change }) => change === -5)).toMatchObject({
      truth: 1,
      found: 0,
      count: 0,
    })
  })

  it('holds nothing against a reference of other classes', () => {
    const other = { ...confusion, labels: ['cat', 'dog', 'fish', 'background'] }
    expect(confusionCells(confusion, other).every(({ change }) => change === null)).toBe(true)
  })
})

describe('what is shown of them', () => {
  const cells = confusionCells(confusion, null)

  it('leaves out classes that do not occur and begins with the background', () => {
    expect(occurringClasses(cells, 4)).toEqual([3, 0, 1])
  })

  it('lists mistakes, the most frequent first', () => {
    expect(worstConfusions(cells, 'count', 2).map(({ truth, found }) => [truth, found])).toEqual([
      [3, 0],
      [0, 1],
    ])
  })
})
