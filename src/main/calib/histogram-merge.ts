import { FIRST_BINS, Histogram } from './histogram.ts'

/**
 * One histogram of everything that several counted, for tensors that share a scale. The widest bins win: finer
 * histograms are counted anew, each bin where its centre falls, which moves a value by at most half a (wide) bin.
 * Totals and maxima stay exact.
 */
export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const width = largest(histograms, (histogram) => histogram.width)
  const binsNeeded = (histogram: Histogram): number =>
    width === 0 ? 0 : Math.ceil((histogram.bins * histogram.width) / width)
  const counts = new Float64Array(Math.max(FIRST_BINS, largest(histograms, binsNeeded)))
  for (const histogram of histograms) addCounts(counts, histogram, width === 0 ? 0 : histogram.width / width)
  return new Histogram({
    width,
    counts,
    max: largest(histograms, (histogram) => histogram.max),
    nan: sum(histograms, (histogram) => histogram.nan),
    infinite: sum(histograms, (histogram) => histogram.infinite),
  })
}

/** Adds the counts of a histogram whose bins are `ratio` times as wide as those of `counts`. */
function addCounts(counts: Float64Array, histogram: Histogram, ratio: number): void {
  for (let bin = 0; bin < histogram.bins; bin++) {
    counts[Math.trunc((bin + 0.5) * ratio)] += histogram.counts[bin]
  }
}

function largest<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((most, item) => Math.max(most, of(item)), 0)
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
