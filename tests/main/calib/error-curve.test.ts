import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { errorCurve } from '../../../src/main/calib/error-curve.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { computeMethods } from '../../../src/main/calib/methods.ts'
import { quantizationError } from '../../../src/main/quant/fake-quantize.ts'

const random = seededRandom(11)

function histogramOf(values: Float32Array): Histogram {
  const histogram = new Histogram()
  histogram.add(values)
  return histogram
}

describe('errorCurve', () => {
  // Of one sign: on the other, −128 is a level more, of which a histogram of |x| knows nothing.
  const shapes: [string, Float32Array][] = [
    ['normal', Float32Array.from({ length: 200_000 }, () => Math.abs(random.normal()))],
    ['heavy-tailed', Float32Array.from({ length: 200_000 }, () => Math.abs(random.normal() ** 3))],
    ['uniform', Float32Array.from({ length: 200_000 }, () => random.next() * 2)],
  ]

  it.each(shapes)('agrees with quantizing the values themselves (%s)', (_name, values) => {
    const histogram = histogramOf(values)
    const marks = Object.values(computeMethods(histogram))
    const { amax, mse, clipped, sqnr } = errorCurve(histogram, marks)
    expect(amax.length).toBeGreaterThanOrEqual(200)
    for (const [place, limit] of amax.entries()) {
      if (place % 20 > 0 && !marks.includes(limit)) continue
      const exact = quantizationError(values, limit)
      expect(Math.abs(mse[place] / exact.mse - 1)).toBeLessThan(0.02)
      expect(Math.abs((sqnr[place] ?? NaN) - exact.sqnrDb)).toBeLessThan(0.1)
      const beyond = values.filter((value) => Math.abs(value) > limit).length / values.length
      expect(Math.abs(clipped[place] - beyond)).toBeLessThan(1e-3)
    }
  })

  it('ascends, begins below the smallest mark, ends at the largest value, and has every mark', () => {
    const histogram = histogramOf(Float32Array.from({ length: 10_000 }, () => random.normal()))
    const { amax } = errorCurve(histogram, [0.7, 1.3])
    expect(amax).toEqual(amax.toSorted((one, other) => one - other))
    expect(amax).toContain(0.7)
    expect(amax).toContain(1.3)
    expect(amax[0]).toBeCloseTo(0.7 / 4, 6)
    expect(amax.at(-1)).toBe(histogram.max)
  })

  it('integrates one bin by hand', () => {
    // One value in bin 0 of width 1, spread over [0, 1]; amax 127 makes levels 1 apart: ∫ (x − round x)² = 1/12.
    const histogram = new Histogram({
      width: 1,
      counts: Float64Array.of(1, 0),
      max: 1,
      nan: 0,
      infinite: 0,
    })
    const at = (limit: number) => {
      const curve = errorCurve(histogram, [limit])
      return curve.mse[curve.amax.indexOf(limit)]
    }
    expect(at(127)).toBeCloseTo(1 / 12, 12)
    // Levels 2 apart: all of it goes to 0, ∫ x² = 1/3.
    expect(at(254)).toBeCloseTo(1 / 3, 12)
  })

  it('of nothing but zeros is without error and without signal', () => {
    const histogram = histogramOf(new Float32Array(100))
    expect(errorCurve(histogram, [1])).toEqual({ amax: [1], mse: [0], clipped: [0], sqnr: [null] })
  })
})
