// Counting activations and searching their amax. Run by itself: `node scripts/bench/amax-search.ts`.
import { median } from '../../src/main/base/quantiles.ts'
import { seededRandom } from '../../src/main/base/random.ts'
import { Histogram } from '../../src/main/calib/histogram.ts'
import { CALIBRATION_METHODS, computeAmax, type CalibrationMethod } from '../../src/main/calib/methods.ts'

/** Quantized tensors of YOLOv5n with every input counted. */
const TENSORS = 130
const SMALLEST_BINS = 2048
const LARGEST_BINS = 6000
const VALUES = 1 << 17
const COUNTED = 1 << 22
const REPEATS = 5

export interface AmaxSearchMeasurement {
  readonly tensors: number
  /** Bins of all tensors together. */
  readonly bins: number
  /** Median time of one search over all tensors, by method and in all. */
  readonly seconds: Record<CalibrationMethod, number>
  readonly totalSeconds: number
  /** Median time to count one value, its part in finding the maximum included. */
  readonly countNsPerElement: number
}

function silu(value: number): number {
  return value / (1 + Math.exp(-value))
}

/**
 * A histogram as the model's activations give it, SiLU of normal values of some spread; a larger second batch makes it
 * grow to about `bins`.
 */
function syntheticHistogram(normal: Float32Array, spread: number, bins: number): Histogram {
  const histogram = new Histogram()
  const batch = normal.map((value) => silu(value * spread))
  histogram.add(batch)
  histogram.add(batch.map((value) => (value * bins) / SMALLEST_BINS))
  return histogram
}

function secondsOf(work: () => void): number {
  const times = Array.from({ length: REPEATS }, () => {
    const start = performance.now()
    work()
    return (performance.now() - start) / 1000
  })
  return median(times)
}

/** Measures on one core, in this process, always the same data. */
export async function benchAmaxSearch(): Promise<AmaxSearchMeasurement> {
  const random = seededRandom(1)
  const normal = Float32Array.from({ length: VALUES }, () => random.normal())
  const histograms = Array.from({ length: TENSORS }, (_, tensor) => {
    const bins = SMALLEST_BINS + ((LARGEST_BINS - SMALLEST_BINS) * tensor) / (TENSORS - 1)
    return syntheticHistogram(normal, 1 + 3 * random.next(), bins)
  })
  const time = (method: CalibrationMethod): number =>
    secondsOf(() => {
      for (const histogram of histograms) computeAmax(histogram, method)
    })
  const seconds = {
    max: time('max'),
    percentile: time('percentile'),
    mse: time('mse'),
    entropy: time('entropy'),
  }
  const values = Float32Array.from({ length: COUNTED }, (_, index) => silu(2 * normal[index % VALUES]))
  const counting = new Histogram()
  counting.add(values)
  return {
    tensors: TENSORS,
    bins: histograms.reduce((sum, { bins }) => sum + bins, 0),
    seconds,
    totalSeconds: CALIBRATION_METHODS.reduce((sum, method) => sum + seconds[method], 0),
    countNsPerElement: (secondsOf(() => counting.add(values)) / values.length) * 1e9,
  }
}

if (import.meta.main) console.log(JSON.stringify(await benchAmaxSearch()))
