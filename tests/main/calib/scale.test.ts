import { describe, expect, it } from 'vitest'
import { scaleOf, scalesOf, ZERO_AMAX, ZERO_SCALE } from '../../../src/main/calib/scale.ts'

describe('scaleOf', () => {
  it('is amax / 127 as a float32', () => {
    expect(scaleOf(127)).toBe(1)
    expect(scaleOf(1)).toBe(Math.fround(1 / 127))
    expect(scaleOf(2.5)).toBe(Math.fround(2.5 / 127))
  })

  it.each([0, -0, NaN, -1, 1e-44, 1e-37])('gives the zero scale for %d', (amax) => {
    expect(scaleOf(amax)).toBe(ZERO_SCALE)
  })

  it('keeps small scales that float32 holds with full precision', () => {
    expect(scaleOf(1e-30)).toBe(Math.fround(Math.fround(1e-30) / 127))
  })

  it.each([Infinity, 1e300, 3.4e38])('stays finite and invertible for %d', (amax) => {
    expect(Number.isFinite(Math.fround(scaleOf(amax)))).toBe(true)
    expect(1 / scaleOf(amax)).toBeGreaterThan(0)
  })

  it('brings the zero amax to the zero scale, positive in half precision', () => {
    expect(scaleOf(ZERO_AMAX)).toBe(ZERO_SCALE)
    expect(new Float16Array([ZERO_SCALE])[0]).toBe(ZERO_SCALE)
  })

  it('serves channels', () => {
    expect([...scalesOf([127, 0])]).toEqual([1, ZERO_SCALE])
  })
})
