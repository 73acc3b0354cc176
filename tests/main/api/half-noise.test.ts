import { describe, expect, it } from 'vitest'
import { halfNoise } from '../../../src/main/api/half-noise.ts'

describe('halfNoise', () => {
  it('is half the spread of the differences between the halves, whatever one half is harder', () => {
    // Differences 1, 2, 3, 2: their deviation about the median 2 is √(2/3).
    const halves = [5, 6, 7, 6].map((first): [number, number] => [first, 4])
    expect(halfNoise(halves)).toBeCloseTo(Math.sqrt(2 / 3) / 2, 12)
    const harder = halves.map(([first, other]): [number, number] => [first + 10, other])
    expect(halfNoise(harder)).toBeCloseTo(Math.sqrt(2 / 3) / 2, 12)
  })

  it('is not known from a few units, or from outputs that do not differ', () => {
    expect(halfNoise([[1, 2]])).toBeNull()
    expect(halfNoise(Array.from({ length: 5 }, (): [number, number] => [Infinity, Infinity]))).toBeNull()
  })
})
