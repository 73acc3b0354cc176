import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { amaxByMse, centreError } from '../../../src/main/calib/amax-mse.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { ZERO_AMAX } from '../../../src/main/calib/scale.ts'
import { fakeQuantize } from '../../../src/main/quant/fake-quantize.ts'

function histogramOf(values: ArrayLike<number>): Histogram {
  const histogram = new Histogram()
  histogram.add(Float32Array.from(values))
  return histogram
}

function normals(seed: number, shape: (value: number) => number): Histogram {
  const random = seededRandom(seed)
  return histogramOf(Float32Array.from({ length: 20_000 }, () => shape(random.normal())))
}

/** The search as it is defined: every candidate's error, summed over all bins, first minimum. */
function searched(histogram: Histogram): number {
  let best = 128
  let least = Infinity
  for (let candidate = 128; candidate < histogram.bins; candidate++) {
    const error = centreError(histogram.counts, candidate)
    if (error < least) {
      least = error
      best = candidate
    }
  }
  return histogram.centre(best)
}

describe('amaxByMse', () => {
  it.each([
    ['normal', normals(1, (value) => value)],
    ['rectified', normals(2, (value) => Math.max(0, value))],
    ['heavy-tailed', normals(3, (value) => value ** 5)],
    ['on a grid', normals(4, (value) => Math.round(value * 8) / 8)],
    [
      'one outlier',
      histogramOf(Float32Array.from({ length: 5000 }, (_, index) => (index === 0 ? 1000 : index % 7))),
    ],
  ])('finds what the search over all bins finds: %s', (_, histogram) => {
    expect(amaxByMse(histogram)).toBe(searched(histogram))
  })

  it('measures the error of quantizing the bin centres', () => {
    const histogram = normals(5, (value) => value)
    const candidate = 1500
    const centres = Float32Array.from(histogram.counts, (_, bin) => histogram.centre(bin))
    const quantized = fakeQuantize(
      { data: centres, dims: [centres.length] },
      { amax: [histogram.centre(candidate)], axis: null },
    )
    // Centres are positive: nothing lies on level −128.
    const error = histogram.counts.reduce(
      (sum, count, bin) => sum + count * (quantized[bin] - centres[bin]) ** 2,
      0,
    )
    expect((centreError(histogram.counts, candidate) * histogram.width ** 2) / error).toBeCloseTo(1, 4)
  })

  it('is the centre of the only occupied bin', () => {
    expect(amaxByMse(histogramOf([2048, 2048]))).toBe(2047.5)
  })

  it('clips an outlier only when that is worth it', () => {
    const values = Float32Array.from({ length: 100_000 }, (_, index) => (index % 1000) / 1000)
    expect(amaxByMse(histogramOf(values))).toBeGreaterThan(0.99)
    values[0] = 4
    expect(amaxByMse(histogramOf(values))).toBeLessThan(3.5)
  })

  it('stays exact when counts are huge', () => {
    const small = normals(6, (value) => value)
    const counts = small.counts.map((count) => count * 2 ** 30)
    expect(amaxByMse(new Histogram({ ...small, counts }))).toBe(amaxByMse(small))
  })

  it('is ZERO_AMAX for zeros alone', () => {
    expect(amaxByMse(histogramOf([0, 0]))).toBe(ZERO_AMAX)
  })
})
