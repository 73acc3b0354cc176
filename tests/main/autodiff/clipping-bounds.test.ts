import { describe, expect, it } from 'vitest'
import { largestAmax, lastAtLevel } from '../../../src/main/autodiff/clipping-bounds.ts'
import { seededRandom } from '../../../src/main/base/random.ts'

/** The float32 next to a positive one. */
function next(value: number): number {
  const bits = new Int32Array(Float32Array.of(value).buffer)
  return new Float32Array(Int32Array.of(bits[0] + 1).buffer)[0]
}

/** rint(x · (1 / s)) in float32, halves to even. */
function levelOf(value: number, scale: number): number {
  const exact = Math.fround(value * Math.fround(1 / scale))
  const below = Math.floor(exact)
  if (exact - below !== 0.5) return Math.round(exact)
  return below % 2 === 0 ? below : below + 1
}

const random = seededRandom(3)
const SCALES = [
  0.25,
  1,
  2 ** -24,
  ...Array.from({ length: 200 }, () => Math.fround(random.next() * 3 + 1e-6)),
]

describe('lastAtLevel', () => {
  it('takes a half to the even level', () => {
    expect(lastAtLevel(1, 127, 1)).toBe(Math.fround(127.49999))
    expect(lastAtLevel(1, -128, -1)).toBe(-128.5)
    expect(lastAtLevel(0.25, 126, 1)).toBe(126.5 / 4)
    expect(lastAtLevel(1, 0, -1)).toBe(-0.5)
  })

  it('is the last float32 of its level', () => {
    for (const scale of SCALES) {
      const last = lastAtLevel(scale, 127, 1)
      expect(levelOf(last, scale)).toBe(127)
      expect(levelOf(next(last), scale)).toBe(128)
      const lowest = lastAtLevel(scale, -128, -1)
      expect(levelOf(lowest, scale)).toBe(-128)
      expect(levelOf(-next(-lowest), scale)).toBe(-129)
    }
  })
})

describe('largestAmax', () => {
  it('gives the scale back, and the next float32 does not', () => {
    for (const scale of SCALES) {
      const amax = largestAmax(scale, 127)
      expect(Math.fround(amax / 127)).toBe(scale)
      expect(Math.fround(next(amax) / 127)).toBeGreaterThan(scale)
    }
  })

  it('is never below an amax that the scale came from', () => {
    for (let count = 0; count < 1000; count++) {
      const amax = Math.fround(random.next() * 100)
      expect(largestAmax(Math.fround(amax / 127), 127)).toBeGreaterThanOrEqual(amax)
    }
  })
})
