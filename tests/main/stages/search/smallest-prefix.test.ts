import { describe, expect, it } from 'vitest'
import { smallestPrefix } from '../../../../src/main/stages/search/smallest-prefix.ts'

/** Lengths that were asked for, and what came of it. */
async function search(most: number, enough: (length: number) => boolean) {
  const asked: number[] = []
  const length = await smallestPrefix(most, (count) => {
    asked.push(count)
    return Promise.resolve(enough(count))
  })
  return { length, asked }
}

describe('smallestPrefix', () => {
  it('finds every border, and asks for no length twice', async () => {
    for (let border = 0; border <= 60; border++) {
      const { length, asked } = await search(60, (count) => count >= border)
      expect(length).toBe(border)
      expect(new Set(asked).size).toBe(asked.length)
      expect(asked.length).toBeLessThanOrEqual(2 + 2 * Math.ceil(Math.log2(border + 1)))
    }
  })

  it('asks for little where little is enough', async () => {
    expect(await search(100, () => true)).toEqual({ length: 0, asked: [0] })
    expect(await search(100, (count) => count >= 3)).toEqual({ length: 3, asked: [0, 1, 2, 4, 3] })
  })

  it('gives up only when the longest is not enough', async () => {
    expect(await search(5, () => false)).toEqual({ length: null, asked: [0, 1, 2, 4, 5] })
    expect((await search(5, (count) => count === 5)).length).toBe(5)
    expect(await search(0, () => false)).toEqual({ length: null, asked: [0] })
  })

  it('ends at one of several borders where more is not always better', async () => {
    const enough = new Set([3, 4, 7, 8])
    const { length } = await search(16, (count) => enough.has(count))
    expect(length).toBe(3)
    const second = await search(16, (count) => count === 6 || count >= 8)
    expect([6, 8]).toContain(second.length)
  })
})
