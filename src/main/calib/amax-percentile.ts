import { QuantbenchError } from '../base/errors.ts'
import type { Histogram } from './histogram.ts'
import { ZERO_AMAX } from './scale.ts'

/**
 * The value below which `percentile` percent of all |x| lie: the left edge of the first bin whose cumulative share
 * reaches it, the upper edge of all bins if rounding lets none reach it (pytorch-quantization 2.2.1,
 * `_compute_amax_percentile`). Where that edge would be 0, the right edge of the first bin stands in, so that the
 * result is positive. Throws CALIBRATION for a percentile outside (0, 100].
 */
export function amaxByPercentile(histogram: Histogram, percentile: number): number {
  if (!(percentile > 0 && percentile <= 100)) {
    throw new QuantbenchError(
      'CALIBRATION',
      `Expected a percentile above 0 and up to 100, got ${percentile}`,
      {
        wayOut: 'Usual values are 99.9, 99.99 and 99.999.',
      },
    )
  }
  if (histogram.width === 0) return ZERO_AMAX
  return histogram.edge(Math.max(1, firstBinReaching(histogram, percentile / 100)))
}

/** Sums shares and not counts: the reference's rounding decides whether the last bin reaches 100 %. */
function firstBinReaching({ counts, total }: Histogram, share: number): number {
  let cumulative = 0
  for (let bin = 0; bin < counts.length; bin++) {
    cumulative += counts[bin] / total
    if (cumulative >= share) return bin
  }
  return counts.length
}
