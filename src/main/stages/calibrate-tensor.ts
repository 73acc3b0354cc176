import { throwIfCancelled } from '../base/cancel.ts'
import { QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { FIRST_BINS, Histogram } from '../calib/histogram.ts'
import { computeAllAmax, DEFAULT_PERCENTILE } from '../calib/methods.ts'
import { scaleOf } from '../calib/scale.ts'
import type { FloatFile } from '../data/float-file.ts'
import { fakeQuantize } from '../quant/fake-quantize.ts'

export interface TensorOptions {
  /** Bins of the first batch: 256 to 65536. */
  bins?: number
  percentiles?: readonly number[]
}

/** What quantizing the data at one method's amax comes to. */
export interface MethodResult {
  amax: number
  /** amax / 127 as float32. */
  scale: number
  /** Share of the finite values beyond ±amax, exactly. */
  clippedShare: number
  /** Mean squared error over the finite values. */
  mse: number
  /** Signal to quantization noise in dB; Infinity where nothing is lost. */
  sqnrDb: number
}

export interface TensorCalibration {
  /** By method: `max`, `percentile_99.99`, `mse`, `entropy`. */
  methods: Record<string, MethodResult>
  histogram: { bins: number; width: number }
  values: number
  nan: number
  infinite: number
}

/**
 * Calibrates one tensor from files, each a batch, in the order given; every method at once. Two passes count, a third
 * quantizes the data at each amax; memory does not grow with the size of the files.
 * Throws CALIBRATION where no value is finite, and what the files throw.
 */
export function calibrateTensor(
  files: readonly FloatFile[],
  options: TensorOptions = {},
  context: StageContext = {},
): TensorCalibration {
  const { bins = FIRST_BINS, percentiles = [DEFAULT_PERCENTILE] } = options
  const histogram = histogramOfFiles(files, bins, context)
  const { nan, infinite, width } = histogram
  const costs = Object.entries(computeAllAmax(histogram, { percentiles })).map(
    ([method, amax]) => [method, new QuantizationCost(amax)] as const,
  )
  for (const [done, file] of files.entries()) {
    for (const values of file.pieces()) {
      throwIfCancelled(context.signal)
      for (const [, cost] of costs) cost.add(values)
    }
    context.onProgress?.({ phase: 'quantize', done: done + 1, total: files.length, unit: 'files' })
  }
  return {
    methods: Object.fromEntries(costs.map(([method, cost]) => [method, cost.result()])),
    histogram: { bins: histogram.bins, width },
    values: files.reduce((sum, { count }) => sum + count, 0),
    nan,
    infinite,
  }
}

/**
 * The histogram of |x| of the values in files, each a batch, in the order given; the first has `bins` bins. Two passes.
 * Throws CALIBRATION where no value is finite, CANCELLED, and what the files throw.
 */
export function histogramOfFiles(
  files: readonly FloatFile[],
  bins: number = FIRST_BINS,
  context: StageContext = {},
): Histogram {
  let histogram = new Histogram()
  for (const [done, file] of files.entries()) {
    histogram = addFile(histogram, file, bins, context.signal)
    context.onProgress?.({ phase: 'count', done: done + 1, total: files.length, unit: 'files' })
  }
  if (histogram.total > 0) return histogram
  throw new QuantbenchError('CALIBRATION', 'Expected finite values, got only NaN and infinities', {
    wayOut: 'Look at what computed them.',
  })
}

/** Adds a whole file as one batch: its largest value makes room before the first of its pieces is counted. */
function addFile(
  histogram: Histogram,
  file: FloatFile,
  bins: number,
  signal: AbortSignal | undefined,
): Histogram {
  const largest = largestOf(file, signal)
  const target = histogram.width === 0 ? withFirstWidth(histogram, largest, bins) : histogram
  if (largest > target.max && largest > target.upper) target.reach(largest)
  for (const values of file.pieces()) {
    throwIfCancelled(signal)
    target.add(values)
  }
  return target
}

function largestOf(file: FloatFile, signal: AbortSignal | undefined): number {
  let largest = 0
  for (const values of file.pieces()) {
    throwIfCancelled(signal)
    for (const value of values) {
      const size = Math.abs(value)
      if (size > largest && size !== Infinity) largest = size
    }
  }
  return largest
}

/** A histogram whose first batch has another number of bins than usual; what came before were zeros. */
function withFirstWidth(histogram: Histogram, largest: number, bins: number): Histogram {
  if (bins === FIRST_BINS || largest === 0) return histogram
  const { nan, infinite, total } = histogram
  const counts = new Float64Array(bins)
  counts[0] = total
  return new Histogram({ width: widthFor(largest, bins), counts, max: 0, nan, infinite })
}

/** The float32 width at which so many bins reach the largest value. */
function widthFor(largest: number, bins: number): number {
  const width = Math.fround(largest / bins)
  return Math.fround(width * bins) >= largest ? width : Math.fround(width * (1 + 2 ** -23))
}

/** Sums up what one amax does to the values. */
class QuantizationCost {
  private readonly amax: number
  private signal = 0
  private noise = 0
  private clipped = 0
  private finite = 0

  constructor(amax: number) {
    this.amax = amax
  }

  add(values: Float32Array): void {
    const { amax } = this
    const quantized = fakeQuantize({ data: values, dims: [values.length] }, { amax: [amax], axis: null })
    for (let index = 0; index < values.length; index++) {
      const value = values[index]
      if (!Number.isFinite(value)) continue
      const difference = value - quantized[index]
      this.signal += value * value
      this.noise += difference * difference
      if (value > amax || value < -amax) this.clipped++
      this.finite++
    }
  }

  result(): MethodResult {
    const { amax, signal, noise, clipped, finite } = this
    return {
      amax,
      scale: scaleOf(amax),
      clippedShare: clipped / finite,
      mse: noise / finite,
      sqnrDb: noise === 0 ? Infinity : 10 * Math.log10(signal / noise),
    }
  }
}
