import { describe, expect, it } from 'vitest'
import { commonSubsequence } from '../../../../src/main/trt/engine/common-subsequence.ts'

const same = (one: string, other: string) => Number(one === other)
const text = (pairs: readonly (readonly [string, string])[]) => pairs.map(([one]) => one).join('')

describe('commonSubsequence', () => {
  it('is the longest in order', () => {
    expect(text(commonSubsequence([...'abcbdab'], [...'bdcaba'], same))).toHaveLength(4)
    expect(text(commonSubsequence([...'abc'], [...'abc'], same))).toBe('abc')
    expect(commonSubsequence([...'abc'], [...'xyz'], same)).toEqual([])
    expect(commonSubsequence([], [...'xyz'], same)).toEqual([])
  })

  it('prefers weight over number', () => {
    const heavy = (one: string, other: string) => (one !== other ? 0 : one === 'z' ? 5 : 1)
    expect(text(commonSubsequence([...'abz'], [...'zab'], heavy))).toBe('z')
  })
})
