import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../src/main/base/random.ts'
import { kolmogorovSmirnov, permutationTest } from '../../../../src/main/quant/advice/two-sample-tests.ts'

describe('the Kolmogorov–Smirnov test', () => {
  it('gives the distance and its asymptotic probability', () => {
    const { distance, p } = kolmogorovSmirnov([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])
    expect(distance).toBe(1)
    // λ = √2.5 + 0.12 + 0.11 / √2.5 = 1.77071, 2 exp(−2 λ²) = 0.003782
    expect(p).toBeCloseTo(0.003782, 5)
  })

  it('takes ties together', () => {
    expect(kolmogorovSmirnov([1, 1, 1, 2], [1, 2, 2, 2])).toMatchObject({ distance: 0.5 })
    expect(kolmogorovSmirnov([3, 3], [3, 3, 3])).toEqual({ distance: 0, p: 1 })
  })

  it('calls one in twenty samples of one population unlike at the level of 5%', () => {
    const random = seededRandom(4)
    const sample = () => Array.from({ length: 60 }, () => random.normal())
    const rejected = Array.from({ length: 400 }, () => kolmogorovSmirnov(sample(), sample()).p).filter(
      (p) => p < 0.05,
    )
    expect(rejected.length / 400).toBeGreaterThan(0.01)
    expect(rejected.length / 400).toBeLessThan(0.08)
  })
})

describe('the permutation test', () => {
  const records = (name: string, count: number) => Array.from({ length: count }, () => new Map([[name, 3]]))

  it('finds what no division by chance would', () => {
    expect(permutationTest(records('car', 20), records('person', 20))).toEqual({ distance: 1, p: 0.001 })
  })

  it('finds nothing between equal groups', () => {
    const mixed = [...records('car', 10), ...records('person', 10)]
    expect(permutationTest(mixed, mixed)).toEqual({ distance: 0, p: 1 })
  })

  it('keeps records whole: one crowded image is no proof', () => {
    const crowd = [new Map([['sheep', 500]]), ...records('car', 10)]
    const { distance, p } = permutationTest(crowd, records('car', 11))
    expect(distance).toBeGreaterThan(0.9)
    expect(p).toBeGreaterThan(0.5)
  })
})
