import { describe, expect, it } from 'vitest'
import { errorCurve } from '../../../src/main/calib/error-curve.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { seededRandom } from '../../../src/main/base/random.ts'
import { amaxError, upperEdge } from '../../../src/renderer/quantization/amax-error.ts'

describe('amaxError', () => {
  it('agrees with the curve that the engine works out, wherever amax lies', () => {
    const random = seededRandom(3)
    const histogram = new Histogram()
    histogram.add(Float32Array.from({ length: 50_000 }, () => random.normal()))
    const { amax, mse, clipped, sqnr } = errorCurve(histogram)
    const bins = { width: histogram.width, counts: [...histogram.counts] }
    amax.forEach((each, index) => {
      const found = amaxError(bins, each)
      expect(found.mse).toBeCloseTo(mse[index], 12)
      expect(found.clipped).toBeCloseTo(clipped[index], 9)
      expect(found.sqnr).toBeCloseTo(sqnr[index] ?? NaN, 6)
    })
  })

  it('clips half of a bin that amax goes through, and nothing from the upper edge on', () => {
    const bins = { width: 1, counts: [2, 4, 2, 0] }
    expect(upperEdge(bins)).toBe(3)
    expect(amaxError(bins, 1.5).clipped).toBe((2 + 2) / 8)
    expect(amaxError(bins, 3).clipped).toBe(0)
    expect(amaxError(bins, 3 * (1 - 1e-8)).clipped).toBe(0)
    expect(amaxError({ width: 1, counts: [0, 0] }, 1)).toEqual({ mse: 0, clipped: 0, sqnr: null })
  })
})
