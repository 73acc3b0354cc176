import { describe, expect, it } from 'vitest'
import { median, middleBy, percentileOf } from '../../../src/main/base/quantiles.ts'

describe('percentileOf', () => {
  it('ends at the extremes', () => {
    expect(percentileOf([1, 5, 9], 0)).toBe(1)
    expect(percentileOf([1, 5, 9], 100)).toBe(9)
    expect(percentileOf([4], 99)).toBe(4)
  })

  it('lies between two ranks', () => {
    // Rank 0.9 · 3 = 2.7, between 3 and 4.
    expect(percentileOf([1, 2, 3, 4], 90)).toBeCloseTo(3.7, 12)
  })
})

describe('median', () => {
  it('is the middle by size, or the mean of the middle two, and leaves the values alone', () => {
    const values = [10, 9, 100]
    expect(median(values)).toBe(10)
    expect(values).toEqual([10, 9, 100])
    expect(median([10, 9, 100, 11])).toBe(10.5)
  })
})

describe('middleBy', () => {
  it('is the item in the middle', () => {
    const runs = [100, 9, 10].map((seconds) => ({ seconds }))
    expect(middleBy(runs, ({ seconds }) => seconds)).toBe(runs[2])
    expect(middleBy(runs.slice(1), ({ seconds }) => seconds)).toBe(runs[2])
  })
})
