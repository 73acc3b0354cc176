import { describe, expect, it } from 'vitest'
import { fractionalRanks, spearman } from '../../../../src/main/stages/sensitivity/rank-agreement.ts'

describe('fractionalRanks', () => {
  it('counts from the smallest, and lets equal values share their ranks', () => {
    expect(fractionalRanks([30, 10, 20])).toEqual([3, 1, 2])
    expect(fractionalRanks([5, 7, 5, 5, 9, 9])).toEqual([2, 4, 2, 2, 5.5, 5.5])
    expect(fractionalRanks([])).toEqual([])
  })

  it('takes infinity for the largest', () => {
    expect(fractionalRanks([Infinity, -1, Infinity])).toEqual([2.5, 1, 2.5])
  })
})

describe('spearman', () => {
  it('is 1 for the same order, −1 for the reverse, whatever the distances', () => {
    expect(spearman([1, 2, 3, 4], [0.1, 5, 6, 1000])).toBeCloseTo(1, 12)
    expect(spearman([1, 2, 3, 4], [9, 3, 2, -7])).toBeCloseTo(-1, 12)
  })

  it('is 1 − 6 Σ d² / (n (n² − 1)) without ties', () => {
    // d = 1, −1, 0, 1, −1; then d = 2, −1, −1, 1, −1.
    expect(spearman([1, 2, 3, 4, 5], [20, 10, 30, 60, 40])).toBeCloseTo(1 - (6 * 4) / 120, 12)
    expect(spearman([1, 2, 3, 4, 5], [3, 1, 2, 5, 4])).toBeCloseTo(1 - (6 * 8) / 120, 12)
  })

  it("is Pearson's correlation of the shared ranks with ties", () => {
    // Ranks 1.5 1.5 3 4 and 1 2.5 2.5 4: covariance 3.75 over √(4.5 · 4.5).
    expect(spearman([1, 1, 2, 3], [1, 2, 2, 3])).toBeCloseTo(3.75 / 4.5, 12)
  })

  it('is not a number where there is no order', () => {
    expect(spearman([1], [2])).toBeNaN()
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN()
  })
})
