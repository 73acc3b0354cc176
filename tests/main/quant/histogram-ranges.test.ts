import { describe, expect, it } from 'vitest'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { rangesFromHistograms } from '../../../src/main/quant/histogram-ranges.ts'

/** Histogram of 0, step, 2·step, … below `max`. */
function ramp(max: number): Histogram {
  const histogram = new Histogram()
  histogram.add(Float32Array.from({ length: 10_000 }, (_, index) => ((index + 1) / 10_000) * max))
  return histogram
}

describe('rangesFromHistograms', () => {
  const ranges = rangesFromHistograms(
    new Map([
      ['a', ramp(1)],
      ['b', ramp(4)],
    ]),
  )

  it('computes any method of a tensor', () => {
    expect(ranges.amax('b', { method: 'max', percentile: 99.99 })).toBe(4)
    expect(ranges.amax('b', { method: 'percentile', percentile: 50 })).toBeCloseTo(2, 2)
    expect(ranges.amax('c', { method: 'max', percentile: 50 })).toBeUndefined()
  })

  it('computes it of several tensors together: half of all values lie below 0.8', () => {
    expect(ranges.merged(['a', 'b'], { method: 'max', percentile: 99.99 })).toBe(4)
    expect(ranges.merged(['a', 'b'], { method: 'percentile', percentile: 50 })).toBeCloseTo(0.8, 2)
    expect(ranges.merged(['a', 'c'], { method: 'max', percentile: 99.99 })).toBeUndefined()
  })
})
