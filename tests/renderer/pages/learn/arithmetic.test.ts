import { describe, expect, it } from 'vitest'
import {
  asymmetricGrid,
  levelsUsed,
  quantize,
  roundHalfEven,
  symmetricGrid,
} from '../../../../src/renderer/pages/learn/affine.ts'
import {
  countsOf,
  decodeHeights,
  encodeHeights,
  PRESETS,
  presetHeights,
} from '../../../../src/renderer/pages/learn/distributions.ts'
import { bitsOfValue, formatFor, valueOfBits } from '../../../../src/renderer/pages/learn/fixed-point.ts'

describe('affine grids', () => {
  it('symmetric: amax lies on 127 and zero on 0', () => {
    const grid = symmetricGrid(12.7, 8)
    expect(grid.scale).toBeCloseTo(0.1, 12)
    expect(quantize(12.7, grid)).toMatchObject({ q: 127, clipped: false })
    expect(quantize(-20, grid)).toMatchObject({ q: -127, clipped: true })
    expect(quantize(0, grid)).toMatchObject({ q: 0, back: 0 })
  })

  it('asymmetric: all 256 levels between the ends, zero exactly one of them', () => {
    const grid = asymmetricGrid(-0.3, 5, 8)
    expect(grid.scale).toBeCloseTo(5.3 / 255, 12)
    expect(quantize(0, grid).back).toBe(0)
    expect(levelsUsed(-0.3, 5, grid)).toBe(256)
    // −128 + 0.3 / (5.3 / 255) = −113.57
    expect(grid.zeroPoint).toBe(-114)
  })

  it('rounds halves to even, as QuantizeLinear does', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4].map(roundHalfEven)).toEqual([0, 2, 2, 0, -2, 2])
  })
})

describe('fixed point', () => {
  it('reads two’s complement with a point', () => {
    expect(valueOfBits(bitsOfValue(2.375, 2), 2)).toBe(2.375)
    expect(valueOfBits(bitsOfValue(-4, 2), 2)).toBe(-4)
    expect(valueOfBits(bitsOfValue(99, 2), 2)).toBe(127 / 32)
    expect(bitsOfValue(-1, 0)).toEqual([true, ...Array.from({ length: 7 }, () => false)])
  })

  it('takes the finest format that reaches amax', () => {
    expect(formatFor(0.99)).toBe(0)
    expect(formatFor(5)).toBe(3)
    expect(formatFor(1e9)).toBe(7)
  })
})

describe('drawn distributions', () => {
  it('come back from their text, and other text is refused', () => {
    for (const preset of PRESETS) {
      const heights = presetHeights(preset)
      expect(Math.max(...heights)).toBe(35)
      expect(decodeHeights(encodeHeights(heights))).toEqual(heights)
    }
    expect(decodeHeights('abc')).toBeNull()
    expect(decodeHeights('0'.repeat(96))).toBeNull()
  })

  it('count on a logarithmic scale', () => {
    const heights = Array.from({ length: 96 }, (_, index) => (index === 0 ? 12 : 0))
    const { width, counts } = countsOf(heights)
    expect(counts[0]).toBe(100)
    expect(counts[16]).toBe(0)
    expect(width * counts.length).toBeCloseTo(8, 12)
  })
})
