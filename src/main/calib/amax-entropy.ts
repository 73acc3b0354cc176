import type { Histogram } from './histogram.ts'
import { ZERO_AMAX } from './scale.ts'

const START_BIN = 128
const LEVEL_BITS = 7
const LEVELS = 1 << LEVEL_BITS
/** Divergences closer than this are one minimum: it is above the rounding of the sums and far below any real step. */
const TIE = 1e-12

/**
 * The bin edge that, as amax, gives the least Kullback–Leibler divergence between the histogram clipped there and its
 * 128-level quantization; candidates from edge 128, stride 1, last minimum, bin 0 counted as bin 1
 * (pytorch-quantization 2.2.1, `_compute_amax_entropy`). Where bins 1 to 127 are empty, the divergence at the first
 * candidates is undefined; the reference then takes the left edge of the first occupied bin, which clips every value.
 * Here it is that of the last bin: the same for a constant, and no loss for anything else.
 */
export function amaxByEntropy(histogram: Histogram): number {
  if (histogram.width === 0) return ZERO_AMAX
  const counts = histogram.counts.slice()
  counts[0] = counts[1]
  const sums = prefixSums(counts)
  if (sums.counts[START_BIN] === 0) return histogram.edge(counts.length - 1)
  let best = counts.length
  let least = Infinity
  for (let candidate = START_BIN; candidate <= counts.length; candidate++) {
    const divergence = divergenceAt(sums, counts, candidate)
    if (divergence <= least + TIE) best = candidate
    if (divergence < least) least = divergence
  }
  return histogram.edge(best)
}

interface PrefixSums {
  /** Σ count of the bins below each edge; bins + 1 values. */
  readonly counts: Float64Array
  /** How many bins below each edge are not empty. */
  readonly occupied: Int32Array
  /** Σ count · ln count of the bins below each edge. */
  readonly logs: Float64Array
  /** ln n for the numbers of bins that a level can hold. */
  readonly logOf: Float64Array
}

function prefixSums(counts: Float64Array): PrefixSums {
  const below = new Float64Array(counts.length + 1)
  const occupied = new Int32Array(counts.length + 1)
  const logs = new Float64Array(counts.length + 1)
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin]
    below[bin + 1] = below[bin] + count
    occupied[bin + 1] = occupied[bin] + (count > 0 ? 1 : 0)
    logs[bin + 1] = logs[bin] + timesLog(count)
  }
  const logOf = Float64Array.from({ length: Math.ceil(counts.length / LEVELS) + 1 }, (_, n) => Math.log(n))
  return { counts: below, occupied, logs, logOf }
}

function timesLog(count: number): number {
  return count > 0 ? count * Math.log(count) : 0
}

/**
 * Divergence of P (bins below the edge, everything above added to the last one) from Q (each level's count spread
 * evenly over its occupied bins), both normalised: with R = ΣP and N = ΣQ,
 * (Σ P ln P − Σ P ln Q) / R + ln N − ln R. Q is constant within a level, so Σ P ln Q needs one logarithm a level.
 */
function divergenceAt(sums: PrefixSums, counts: Float64Array, candidate: number): number {
  const { counts: below, occupied, logs, logOf } = sums
  const kept = below[candidate]
  const total = below[counts.length]
  const clipped = total - kept
  const last = counts[candidate - 1]
  // An empty last bin that receives the clipped values has P > 0 where Q = 0.
  if (last === 0 && clipped > 0) return Infinity
  let levelLogs = 0
  let start = 0
  let logOfLevel = 0
  for (let level = 1; level <= LEVELS; level++) {
    const end = (level * candidate + LEVELS - 1) >> LEVEL_BITS
    const count = below[end] - below[start]
    if (count > 0) {
      logOfLevel = Math.log(count) - logOf[occupied[end] - occupied[start]]
      levelLogs += count * logOfLevel
    }
    start = end
  }
  // The last bin is occupied whenever something is clipped, so logOfLevel is then that of its level.
  const logsOfP = logs[candidate] - timesLog(last) + timesLog(last + clipped)
  return (logsOfP - levelLogs - clipped * logOfLevel) / total + Math.log(kept) - Math.log(total)
}
