import type { Histogram } from './histogram.ts'
import { LEVELS, ZERO_AMAX } from './scale.ts'

const START_BIN = 128

/**
 * The bin centre that, as amax, gives the least squared error of the bin centres quantized to ±127 levels, weighted by
 * the counts; candidates from bin 128, stride 1, first minimum (pytorch-quantization 2.2.1, `_compute_amax_mse`).
 * Errors are float64 here and float32 there, so where the minimum is flat the two may take neighbouring bins.
 */
export function amaxByMse(histogram: Histogram): number {
  if (histogram.width === 0) return ZERO_AMAX
  const { counts } = histogram
  const sums = prefixSums(counts)
  const errors = new Float64Array(counts.length).fill(Infinity)
  let least = Infinity
  for (let candidate = START_BIN; candidate < counts.length; candidate++) {
    errors[candidate] = errorAt(sums, counts.length, candidate)
    if (errors[candidate] < least) least = errors[candidate]
  }
  return histogram.centre(firstMinimum(counts, errors, least + 1e-12 * sums.squares))
}

interface PrefixSums {
  /** Σ count of the bins below each bin; bins + 1 values. */
  readonly counts: Float64Array
  /** Σ count · centre, in bin widths. */
  readonly centres: Float64Array
  /** Σ count · centre² of all bins. */
  readonly squares: number
}

function prefixSums(counts: Float64Array): PrefixSums {
  const below = new Float64Array(counts.length + 1)
  const centres = new Float64Array(counts.length + 1)
  let squares = 0
  for (let bin = 0; bin < counts.length; bin++) {
    const centre = bin + 0.5
    below[bin + 1] = below[bin] + counts[bin]
    centres[bin + 1] = centres[bin] + counts[bin] * centre
    squares += counts[bin] * centre * centre
  }
  return { counts: below, centres, squares }
}

/**
 * Squared error of all bins, in bin widths², when the centre of `candidate` lies on level 127:
 * Σ c (x − q δ)² = Σ c x² − 2 δ Σ q c x + δ² Σ q² c. The level q grows by one at each boundary (q + ½) δ, so both sums
 * over bins become sums over the 127 boundaries of what lies below them, read from the prefix sums.
 */
function errorAt({ counts, centres, squares }: PrefixSums, bins: number, candidate: number): number {
  const step = (candidate + 0.5) / LEVELS
  let centresBelow = 0
  let weightedBelow = 0
  for (let level = 0, boundary = 0.5 * step + 0.5; level < LEVELS; level++, boundary += step) {
    // First bin whose centre is beyond the boundary; a centre never meets one, 4 · 127 (boundary − centre) is odd.
    const bin = boundary | 0
    centresBelow += centres[bin]
    weightedBelow += (2 * level + 1) * counts[bin]
  }
  const levelsTimesCentres = LEVELS * centres[bins] - centresBelow
  const squaredLevels = LEVELS * LEVELS * counts[bins] - weightedBelow
  return squares - 2 * step * levelsTimesCentres + step * step * squaredLevels
}

/** The first least of the candidates up to `limit`, summed bin by bin: free of the cancellation in the prefix sums. */
function firstMinimum(counts: Float64Array, errors: Float64Array, limit: number): number {
  let best = START_BIN
  let least = Infinity
  for (let candidate = START_BIN; candidate < counts.length; candidate++) {
    if (errors[candidate] > limit) continue
    const error = centreError(counts, candidate)
    if (error < least) {
      least = error
      best = candidate
    }
  }
  return best
}

/**
 * Weighted squared error of the bin centres, in bin widths², quantized with the centre of bin `candidate` as amax:
 * the definition that `amaxByMse` minimises.
 */
export function centreError(counts: Float64Array, candidate: number): number {
  const step = (candidate + 0.5) / LEVELS
  let error = 0
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] === 0) continue
    const level = Math.min(LEVELS, Math.round((bin + 0.5) / step))
    const difference = bin + 0.5 - level * step
    error += counts[bin] * difference * difference
  }
  return error
}
