import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { sortByScore } from '../../../src/main/coco/score-sort.ts'

const order = (...scores: number[]): number[] => [
  ...sortByScore(
    Int32Array.from(scores, (_, row) => row),
    Float64Array.from(scores),
  ),
]

describe('sortByScore', () => {
  it('puts high scores first and keeps the order of equal ones', () => {
    expect(order(0.5, 0.9, 0.5, 0.1, 0.9)).toEqual([1, 4, 0, 2, 3])
  })

  it('tells scores apart that differ in the last bit', () => {
    expect(order(0.3, 0.1 + 0.2)).toEqual([1, 0])
    expect(order(1, 1 + Number.EPSILON, 1)).toEqual([1, 0, 2])
  })

  it('orders negative scores, zeros of either sign and infinities', () => {
    expect(order(-2, -0, 0, -1, Infinity, -Infinity, 1e-320)).toEqual([4, 6, 1, 2, 3, 0, 5])
  })

  it('puts missing scores last, in their order', () => {
    expect(order(NaN, -1, NaN, 5)).toEqual([3, 1, 0, 2])
  })

  it('sorts the rows it is given, from the order it is given', () => {
    const scores = Float64Array.of(0.5, 0.9, 0.5, 0.7)
    const rows = Int32Array.of(2, 3, 0)
    expect([...sortByScore(rows, scores)]).toEqual([3, 2, 0])
    expect([...rows]).toEqual([2, 3, 0])
    expect([...sortByScore(new Int32Array(0), scores)]).toEqual([])
  })

  it('agrees with a comparing sort on many scores with ties', () => {
    const random = seededRandom(3)
    const scores = Array.from({ length: 5000 }, () =>
      random.next() < 0.5 ? random.normal() * 1e3 ** random.normal() : Math.round(random.next() * 20) / 20,
    )
    const expected = scores
      .map((_, row) => row)
      .sort((one, other) => scores[other] - scores[one] || one - other)
    expect(order(...scores)).toEqual(expected)
  })
})
