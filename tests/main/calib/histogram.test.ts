import { describe, expect, it } from 'vitest'
import { MAX_BINS } from '../../../src/main/calib/count-kernel.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'

function histogramOf(...batches: number[][]): Histogram {
  const histogram = new Histogram()
  for (const batch of batches) histogram.add(Float32Array.from(batch))
  return histogram
}

/** Bins that are not empty, as [bin, count]. */
function occupied({ counts }: Histogram): [number, number][] {
  return [...counts.entries()].filter(([, count]) => count > 0)
}

describe('Histogram', () => {
  it('fixes 2048 bins from 0 to the maximum of the first batch', () => {
    const histogram = histogramOf([0, -2048, 0.5, 1, 2047.5])
    expect(histogram.width).toBe(1)
    expect(histogram.max).toBe(2048)
    expect(occupied(histogram)).toEqual([
      [0, 2],
      [1, 1],
      [2047, 2],
    ])
  })

  it('keeps the width when a later batch is larger, and the old counts where they are', () => {
    const histogram = histogramOf([1, 2048], [2048.25, 4], [3000.5])
    expect(histogram.bins).toBe(3001)
    expect(histogram.width).toBe(1)
    expect(histogram.upper).toBe(3001)
    expect(histogram.max).toBe(3000.5)
    expect(occupied(histogram)).toEqual([
      [1, 1],
      [4, 1],
      [2047, 1],
      [2048, 1],
      [3000, 1],
    ])
  })

  it('keeps its bins for smaller batches', () => {
    const histogram = histogramOf([10], [1], [0.1])
    expect(histogram.bins).toBe(2048)
    expect(histogram.total).toBe(3)
    expect(histogram.max).toBe(10)
  })

  it('lets zeros before the first other value wait in bin 0', () => {
    const histogram = histogramOf([0, -0, 0], [0, 1024])
    expect(histogram.width).toBe(0.5)
    expect(occupied(histogram)).toEqual([
      [0, 4],
      [2047, 1],
    ])
  })

  it('holds zeros alone at width 0', () => {
    const histogram = histogramOf([0, 0])
    expect([histogram.width, histogram.max, histogram.total, histogram.bins]).toEqual([0, 0, 2, 2048])
  })

  it('counts NaN and infinities apart', () => {
    const histogram = histogramOf([NaN, 1, Infinity, -Infinity, -2], [NaN, 3, 3])
    expect([histogram.nan, histogram.infinite, histogram.total, histogram.max]).toEqual([2, 2, 4, 3])
  })

  it('survives a batch without any finite value', () => {
    const histogram = histogramOf([NaN, Infinity])
    expect([histogram.total, histogram.width, histogram.nan, histogram.infinite]).toEqual([0, 0, 1, 1])
  })

  it('treats values too small for a width of their own as zeros', () => {
    const histogram = histogramOf([1e-42, 0], [1])
    expect(histogram.total).toBe(3)
    expect(histogram.width).toBe(2 ** -11)
    expect(histogram.counts[0]).toBe(2)
  })

  it('takes values near the largest float32', () => {
    const histogram = histogramOf([3e38, 1.5e38])
    expect(histogram.counts[1024]).toBe(1)
    expect(histogram.counts[2047]).toBe(1)
  })

  it('widens its bins rather than have more than 65536', () => {
    const histogram = histogramOf([1, 0.25], [1e6], [1e6, 0.25])
    expect(histogram.bins).toBeLessThanOrEqual(MAX_BINS)
    expect(histogram.bins).toBeGreaterThan(MAX_BINS / 2)
    expect(Math.log2(histogram.width)).toBe(-11 + 15)
    expect(occupied(histogram)).toEqual([
      [0, 3],
      [1e6 / 16 - 1, 2],
    ])
    expect(histogram.upper).toBeGreaterThanOrEqual(1e6)
  })

  it('counts beyond 32 bits', () => {
    const counts = new Float64Array(2048)
    counts[2047] = 2 ** 32 - 1
    const histogram = new Histogram({ width: 1, counts, max: 2048, nan: 0, infinite: 0 })
    histogram.add(Float32Array.of(2048, 2048))
    expect(histogram.counts[2047]).toBe(2 ** 32 + 1)
    expect(histogram.total).toBe(2 ** 32 + 1)
    expect(counts[2047]).toBe(2 ** 32 - 1)
  })

  it('tells the share above an amax, evenly within a bin', () => {
    const histogram = histogramOf([0.5, 1.5, 1.5, 2047.5, 2048])
    expect(histogram.clippedShare(2048)).toBe(0)
    expect(histogram.clippedShare(2)).toBe(2 / 5)
    expect(histogram.clippedShare(1.25)).toBeCloseTo((2 + 2 * 0.75) / 5)
    expect(histogram.clippedShare(0)).toBe(1)
    expect(histogramOf([0]).clippedShare(0)).toBe(0)
  })

  it('has float32 edges and centres', () => {
    const histogram = histogramOf([1])
    histogram.width = Math.fround(0.1)
    expect(histogram.edge(3)).toBe(Math.fround(3 * Math.fround(0.1)))
    expect(histogram.centre(2)).toBeCloseTo(0.25)
    expect(Math.fround(histogram.centre(2))).toBe(histogram.centre(2))
  })
})
