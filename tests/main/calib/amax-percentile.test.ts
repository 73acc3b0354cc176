import { describe, expect, it } from 'vitest'
import { amaxByPercentile } from '../../../src/main/calib/amax-percentile.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { ZERO_AMAX } from '../../../src/main/calib/scale.ts'

/** 0.5, 1.5, … below 2048, one value a bin of width 1. */
function ramp(): Histogram {
  const histogram = new Histogram()
  histogram.add(Float32Array.from({ length: 2048 }, (_, bin) => (bin === 2047 ? 2048 : bin + 0.5)))
  return histogram
}

describe('amaxByPercentile', () => {
  it('is the left edge of the first bin that reaches the share', () => {
    expect(amaxByPercentile(ramp(), 50)).toBe(1023)
    expect(amaxByPercentile(ramp(), 50.01)).toBe(1024)
    expect(amaxByPercentile(ramp(), 99.99)).toBe(2047)
    expect(amaxByPercentile(ramp(), 100)).toBe(2047)
  })

  it('is the upper edge when rounded shares never reach 100 %', () => {
    const histogram = new Histogram()
    histogram.add(Float32Array.from({ length: 10 }, (_, index) => index + 1))
    const sum = Array.from({ length: 10 }, () => 1 / 10).reduce((total, share) => total + share, 0)
    expect(sum).toBeLessThan(1)
    expect(amaxByPercentile(histogram, 100)).toBe(10)
  })

  it('stays positive when most values are zeros', () => {
    const histogram = new Histogram()
    histogram.add(Float32Array.from({ length: 1000 }, (_, index) => (index === 0 ? 2048 : 0)))
    expect(amaxByPercentile(histogram, 99)).toBe(1)
  })

  it('is ZERO_AMAX for zeros alone', () => {
    const histogram = new Histogram()
    histogram.add(new Float32Array(5))
    expect(amaxByPercentile(histogram, 99)).toBe(ZERO_AMAX)
  })

  it.each([0, -1, 100.1, NaN])('refuses %d', (percentile) => {
    expect(() => amaxByPercentile(ramp(), percentile)).toThrow(/percentile above 0 and up to 100/)
  })
})
