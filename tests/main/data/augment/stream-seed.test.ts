import { describe, expect, it } from 'vitest'
import { streamSeed } from '../../../../src/main/data/augment/stream-seed.ts'

describe('streamSeed', () => {
  it('is another one for every list of numbers', () => {
    const seeds = new Set<number>()
    for (let seed = 0; seed < 20; seed++) {
      seeds.add(streamSeed(seed))
      for (let step = 0; step < 50; step++) {
        seeds.add(streamSeed(seed, step))
        for (let position = 0; position < 4; position++) seeds.add(streamSeed(seed, step, position))
      }
    }
    expect(seeds.size).toBe(20 + 20 * 50 + 20 * 50 * 4)
  })

  it('is a whole number of 32 bits and heeds all of a large seed', () => {
    const seeds = [2 ** 32, 2 ** 32 + 1, 2 ** 33, 1].map((seed) => streamSeed(seed, 3))
    expect(new Set(seeds).size).toBe(4)
    for (const seed of seeds) expect(seed).toBe(seed >>> 0)
  })
})
