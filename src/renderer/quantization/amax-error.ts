/** A distribution of |x| as counts of equal bins from 0 upwards. */
export interface Bins {
  readonly width: number
  readonly counts: readonly number[]
}

/** What INT8 with one amax costs. */
export interface AmaxError {
  /** Mean squared error. */
  mse: number
  /** Share of the values beyond amax, 0 to 1. */
  clipped: number
  /** Signal to quantization noise in dB; null where nothing is lost or there is no signal. */
  sqnr: number | null
}

/** Relative. */
const ROUNDING = 1e-6

/** Levels on either side of zero in symmetric INT8. */
export const LEVELS = 127

/**
 * The error of symmetric quantization with an amax. Within a bin values count as evenly spread and their error is
 * integrated exactly: from 0 to x it is q δ³ / 12 + r³ / 3, with level q the nearest to x (`levels` at most), δ the step
 * and r the rest x − q δ.
 */
export function amaxError({ width, counts }: Bins, amax: number, levels = LEVELS): AmaxError {
  const step = amax / levels / width
  const level = step ** 3 / 12
  const limit = amax / width
  let below = 0
  let noise = 0
  let signal = 0
  let clipped = 0
  let total = 0
  for (let bin = 0; bin < counts.length; bin++) {
    const edge = bin + 1
    const q = Math.min(levels, Math.round(edge / step))
    const upTo = q * level + (edge - q * step) ** 3 / 3
    const count = counts[bin]
    total += count
    noise += count * (upTo - below)
    signal += count * (bin * bin + bin + 1 / 3)
    clipped += count * Math.min(1, Math.max(0, edge - limit))
    below = upTo
  }
  // The largest value is a float32, and the edge of its bin a product: they may differ in the last digit.
  if (amax >= upperEdge({ width, counts }) * (1 - ROUNDING)) clipped = 0
  if (total === 0) return { mse: 0, clipped: 0, sqnr: null }
  const sqnr = noise > 0 && signal > 0 ? 10 * Math.log10(signal / noise) : null
  return { mse: (noise * width * width) / total, clipped: clipped / total, sqnr }
}

/** Upper edge of the last bin that holds something. */
export function upperEdge({ width, counts }: Bins): number {
  return (counts.findLastIndex((count) => count > 0) + 1) * width
}
