import { describe, expect, it } from 'vitest'
import { newRunId, normaliseRunId } from '../../../src/main/runs/run-id.ts'

describe('newRunId', () => {
  it('is short, readable and sorts by time', () => {
    const early = newRunId(Date.UTC(2031, 0, 1))
    const late = newRunId(Date.UTC(2031, 0, 2))
    expect(early).toMatch(/^[0-9a-hjkmnp-tv-z]{9}-[0-9a-hjkmnp-tv-z]{4}$/)
    expect(early < late).toBe(true)
  })

  it('writes milliseconds since 1970 in base 32', () => {
    // 2^41 = 2 · 32^8: a two and eight zeros.
    expect(newRunId(2 ** 41).slice(0, 9)).toBe('200000000')
  })

  it('is strictly increasing within a process, even when the clock goes back', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => newRunId(2 ** 41 + 1000 - index))
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

it('normaliseRunId reads what a person would misread', () => {
  expect(normaliseRunId(' 1KO-iL9 ')).toBe('1k0-119')
})
