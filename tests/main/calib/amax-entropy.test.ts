import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { amaxByEntropy } from '../../../src/main/calib/amax-entropy.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { ZERO_AMAX } from '../../../src/main/calib/scale.ts'

function histogramOf(values: ArrayLike<number>): Histogram {
  const histogram = new Histogram()
  histogram.add(Float32Array.from(values))
  return histogram
}

function normals(seed: number, shape: (value: number) => number): Histogram {
  const random = seededRandom(seed)
  return histogramOf(Float32Array.from({ length: 20_000 }, () => shape(random.normal())))
}

/** Kullback–Leibler divergence at one candidate, distribution by distribution as it is defined. */
function divergence(counts: Float64Array, candidate: number): number {
  const levelOf = (bin: number): number => Math.floor((bin * 128) / candidate)
  const sums = new Float64Array(128)
  const occupied = new Float64Array(128)
  for (let bin = 0; bin < candidate; bin++) {
    sums[levelOf(bin)] += counts[bin]
    if (counts[bin] > 0) occupied[levelOf(bin)]++
  }
  const spread = Array.from({ length: candidate }, (_, bin) =>
    counts[bin] > 0 ? sums[levelOf(bin)] / occupied[levelOf(bin)] : 0,
  )
  const clipped = [...counts.subarray(0, candidate)]
  clipped[candidate - 1] += counts.subarray(candidate).reduce((sum, count) => sum + count, 0)
  const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0)
  const [p, q] = [total(clipped), total(spread)]
  return clipped.reduce((sum, count, bin) => {
    return count > 0 ? sum + (count / p) * Math.log(count / p / (spread[bin] / q)) : sum
  }, 0)
}

function searched(histogram: Histogram): number {
  const counts = histogram.counts.slice()
  counts[0] = counts[1]
  let best = histogram.bins
  let least = Infinity
  for (let candidate = 128; candidate <= histogram.bins; candidate++) {
    const value = divergence(counts, candidate)
    if (value <= least) {
      least = value
      best = candidate
    }
  }
  return histogram.edge(best)
}

describe('amaxByEntropy', () => {
  it.each([
    ['normal', normals(1, (value) => value)],
    ['rectified', normals(2, (value) => Math.max(0, value))],
    ['heavy-tailed', normals(3, (value) => value ** 3)],
    ['on a grid', normals(4, (value) => Math.round(value * 16) / 16)],
  ])('finds what the search by definition finds: %s', (_, histogram) => {
    expect(amaxByEntropy(histogram)).toBe(searched(histogram))
  })

  it('clips outliers far from a bell', () => {
    const random = seededRandom(5)
    const values = Float32Array.from({ length: 50_000 }, () => random.normal())
    values.set([40, 50, 60])
    expect(amaxByEntropy(histogramOf(values))).toBeLessThan(20)
  })

  it('is the left edge of the bin that holds everything', () => {
    expect(amaxByEntropy(histogramOf([2048, 2048, 0, 0]))).toBe(2047)
  })

  it('clips nothing where all values are far from zero', () => {
    const values = Float32Array.from({ length: 10_000 }, (_, index) => 1 + index / 10_000)
    const histogram = histogramOf(values)
    expect(amaxByEntropy(histogram)).toBe(histogram.edge(2047))
    expect(amaxByEntropy(histogram)).toBeGreaterThan(1.998)
  })

  it('is ZERO_AMAX for zeros alone', () => {
    expect(amaxByEntropy(histogramOf([0, 0]))).toBe(ZERO_AMAX)
  })
})
