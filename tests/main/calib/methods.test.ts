import { describe, expect, it } from 'vitest'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import {
  CALIBRATION_METHODS,
  computeAllAmax,
  computeAmax,
  computeMethods,
} from '../../../src/main/calib/methods.ts'
import { scaleOf } from '../../../src/main/calib/scale.ts'

function histogramOf(values: ArrayLike<number>): Histogram {
  const histogram = new Histogram()
  histogram.add(Float32Array.from(values))
  return histogram
}

const bell = histogramOf(Array.from({ length: 4000 }, (_, index) => Math.sin(index) ** 3))

describe('computeAmax', () => {
  it('runs each method, the percentile at 99.99 unless told', () => {
    expect(computeAmax(bell, 'percentile')).toBe(computeAmax(bell, 'percentile', { percentile: 99.99 }))
    expect(computeAmax(bell, 'percentile', { percentile: 50 })).toBeLessThan(computeAmax(bell, 'percentile'))
    expect(computeMethods(bell, { percentile: 90 })).toEqual({
      max: computeAmax(bell, 'max'),
      percentile: computeAmax(bell, 'percentile', { percentile: 90 }),
      mse: computeAmax(bell, 'mse'),
      entropy: computeAmax(bell, 'entropy'),
    })
  })

  it.each([
    ['nothing', []],
    ['zeros', [0, 0, 0]],
    ['one value', [3]],
    ['a constant', [0.75, 0.75]],
    ['the smallest float32', [2 ** -149]],
    ['tiny values', [1e-35, 2e-35]],
    ['the largest float32', [3.4028234663852886e38, 1]],
    ['NaN and infinity', [NaN, Infinity]],
    ['NaN beside a value', [NaN, 2]],
    ['zeros and one', [0, 0, 0, 1]],
  ])('gives a finite positive amax and scale for %s', (_, values) => {
    const histogram = histogramOf(values)
    for (const method of CALIBRATION_METHODS) {
      const amax = computeAmax(histogram, method)
      expect(Number.isFinite(amax), method).toBe(true)
      expect(amax, method).toBeGreaterThan(0)
      expect(scaleOf(amax), method).toBeGreaterThan(0)
    }
  })
})

describe('computeAllAmax', () => {
  it('names each percentile', () => {
    const amaxes = computeAllAmax(bell, { percentiles: [99, 99.9] })
    expect(Object.keys(amaxes)).toEqual(['max', 'percentile_99', 'percentile_99.9', 'mse', 'entropy'])
    expect(amaxes['percentile_99']).toBe(computeAmax(bell, 'percentile', { percentile: 99 }))
    expect(Object.keys(computeAllAmax(bell))).toContain('percentile_99.99')
  })
})
