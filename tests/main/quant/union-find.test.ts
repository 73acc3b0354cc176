import { describe, expect, it } from 'vitest'
import { UnionFind } from '../../../src/main/quant/union-find.ts'

describe('UnionFind', () => {
  it('joins sets through any of their members and leaves others alone', () => {
    const sets = new UnionFind<string>()
    for (const pair of ['ab', 'cd', 'ef', 'bd']) sets.union(pair[0], pair[1])
    expect(sets.find('a')).toBe(sets.find('c'))
    expect(sets.find('e')).toBe(sets.find('f'))
    expect(sets.find('a')).not.toBe(sets.find('e'))
    expect(sets.find('lonely')).toBe('lonely')
  })

  it('stays right along a chain of a thousand, joined in any order', () => {
    const sets = new UnionFind<number>()
    for (let index = 0; index < 1000; index += 2) sets.union(index, index + 1)
    for (let index = 998; index > 1; index -= 2) sets.union(index, index - 1)
    const root = sets.find(0)
    expect(
      Array.from({ length: 1001 }, (_, index) => sets.find(index)).filter((each) => each !== root),
    ).toEqual([1000])
  })
})
