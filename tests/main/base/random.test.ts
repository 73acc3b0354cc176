import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'

describe('seededRandom', () => {
  it('repeats with the seed and differs without it', () => {
    const take = (seed: number) => Array.from({ length: 5 }, seededRandom(seed).next)
    expect(take(1)).toEqual(take(1))
    expect(take(1)).not.toEqual(take(2))
  })

  it('is uniform in [0, 1) and in its integers', () => {
    const random = seededRandom(7)
    const counts = new Array<number>(10).fill(0)
    for (let draw = 0; draw < 100_000; draw++) counts[random.integer(10)]++
    // Binomial(100000, 0.1): σ ≈ 95.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  it('draws normals of mean 0 and variance 1', () => {
    const random = seededRandom(3)
    const draws = Array.from({ length: 50_000 }, random.normal)
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length
    expect(Math.abs(mean)).toBeLessThan(0.02)
    expect(Math.abs(variance - 1)).toBeLessThan(0.03)
  })

  it('shuffles without losing anything and without touching its input', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8]
    const shuffled = seededRandom(5).shuffle(items)
    expect(shuffled).not.toEqual(items)
    expect([...shuffled].sort()).toEqual(items)
    expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })
})
