import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { mergeHistograms } from '../../../src/main/calib/histogram-merge.ts'
import { computeMethods } from '../../../src/main/calib/methods.ts'

function histogramOf(...batches: ArrayLike<number>[]): Histogram {
  const histogram = new Histogram()
  for (const batch of batches) histogram.add(Float32Array.from(batch))
  return histogram
}

describe('mergeHistograms', () => {
  it('adds counts bin by bin at equal widths, whatever the lengths', () => {
    const merged = mergeHistograms([histogramOf([0.5, 2048]), histogramOf([0.5, 2048], [3000.5])])
    expect([merged.width, merged.bins, merged.max, merged.total]).toEqual([1, 3001, 3000.5, 5])
    expect([merged.counts[0], merged.counts[2047], merged.counts[3000]]).toEqual([2, 2, 1])
  })

  it('counts finer bins by their centres in the widest ones', () => {
    // Widths 0.5 and 2: bins 0–3 of the finer one share bin 0 of the merged one.
    const fine = histogramOf([0.25, 0.75, 1.25, 1.75, 2.25, 1024])
    const merged = mergeHistograms([fine, histogramOf([4096])])
    expect([merged.width, merged.bins, merged.total, merged.max]).toEqual([2, 2048, 7, 4096])
    expect([merged.counts[0], merged.counts[1], merged.counts[511], merged.counts[2047]]).toEqual([
      4, 1, 1, 1,
    ])
  })

  it('keeps the bins that a finer histogram needs beyond the widest one', () => {
    const merged = mergeHistograms([histogramOf([2048]), histogramOf([1024], [4000.25])])
    expect([merged.width, merged.bins, merged.max]).toEqual([1, 4001, 4000.25])
    expect(merged.counts[4000]).toBe(1)
  })

  it('gives nearly the amax of one histogram of everything', () => {
    const random = seededRandom(7)
    const small = Float32Array.from({ length: 30_000 }, () => random.normal())
    const large = Float32Array.from({ length: 30_000 }, () => 1.7 * random.normal())
    const merged = computeMethods(mergeHistograms([histogramOf(small), histogramOf(large)]))
    const single = computeMethods(histogramOf(Float32Array.of(...large, ...small)))
    expect(merged.max).toBe(single.max)
    expect(merged.percentile / single.percentile).toBeCloseTo(1, 2)
    expect(merged.mse / single.mse).toBeCloseTo(1, 1)
  })

  it('sums what was no number, and takes zeros alone', () => {
    const merged = mergeHistograms([histogramOf([0, NaN]), histogramOf([0, Infinity, NaN])])
    expect([merged.width, merged.total, merged.counts[0], merged.nan, merged.infinite]).toEqual([
      0, 2, 2, 2, 1,
    ])
    const mixed = mergeHistograms([histogramOf([0, 0]), histogramOf([2048])])
    expect([mixed.counts[0], mixed.counts[2047]]).toEqual([2, 1])
  })

  it('leaves its sources as they were', () => {
    const source = histogramOf([1, 2])
    mergeHistograms([source]).add(Float32Array.of(1))
    expect(source.total).toBe(2)
  })
})
