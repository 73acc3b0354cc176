import { countBins, type Pass } from './bin-counter.ts'
import { MAX_BINS } from './count-kernel.ts'
import { LARGEST_FLOAT32, SMALLEST_NORMAL } from './scale.ts'

/** Bins of the first batch. */
export const FIRST_BINS = 2048

/** What a histogram knows; all that is needed to save it and to go on with it. */
export interface HistogramState {
  /** Width of a bin, a float32; 0 as long as only zeros came. */
  readonly width: number
  /** Integer counts from 0 upwards, one a bin; exact up to 2⁵³. */
  readonly counts: Float64Array
  /** Largest finite |x|, exactly. */
  readonly max: number
  readonly nan: number
  readonly infinite: number
}

/**
 * Streaming histogram of |x|, as pytorch-quantization 2.2.1 collects it (`HistogramCalibrator`, torch_hist):
 * the first batch fixes 2048 bins on [0, max]; a later, larger maximum keeps the width and adds bins. It differs where
 * the reference fails: batches of zeros before the first other value are counted in bin 0, NaN and infinities are
 * counted apart, counts are integers, and beyond 65536 bins the width doubles instead of memory growing.
 */
export class Histogram implements HistogramState {
  width = 0
  counts = new Float64Array(FIRST_BINS)
  max = 0
  nan = 0
  infinite = 0

  constructor(state?: HistogramState) {
    if (state === undefined) return
    this.width = state.width
    this.counts = state.counts.slice()
    this.max = state.max
    this.nan = state.nan
    this.infinite = state.infinite
  }

  get bins(): number {
    return this.counts.length
  }

  /** Values counted, without NaN and infinities. */
  get total(): number {
    let total = 0
    for (const count of this.counts) total += count
    return total
  }

  /** Upper edge of the last bin. */
  get upper(): number {
    return this.edge(this.bins)
  }

  /** Adds one batch, of any shape. The first batch with a value other than zero decides the width of the bins. */
  add(values: Float32Array): void {
    const pass = this.countInto(values)
    if (!Number.isFinite(pass.max)) {
      pass.discard()
      this.add(this.finiteOf(values))
    } else if (pass.max > this.max && pass.max > this.upper) {
      pass.discard()
      this.reach(pass.max)
      this.countInto(values).take(this.counts)
      this.max = pass.max
    } else {
      pass.take(this.counts)
      this.max = Math.max(this.max, pass.max)
    }
  }

  /** Share of the counted values above `amax`, in [0, 1]; within a bin the values count as evenly spread. */
  clippedShare(amax: number): number {
    if (amax >= this.max || this.width === 0) return 0
    const position = amax / this.width
    const bin = Math.min(Math.floor(position), this.bins - 1)
    let above = this.counts[bin] * Math.max(0, bin + 1 - position)
    for (let index = bin + 1; index < this.bins; index++) above += this.counts[index]
    return above / this.total
  }

  /** Left edge of a bin, a float32; that of bin `bins` is the upper edge of all. */
  edge(bin: number): number {
    return Math.min(Math.fround(bin * this.width), LARGEST_FLOAT32)
  }

  /** Middle between a bin's edges, computed in float32. */
  centre(bin: number): number {
    return Math.fround(this.edge(bin) / 2 + this.edge(bin + 1) / 2)
  }

  /** A pass over a batch with the bins of now; all in bin 0 while there is no width. */
  private countInto(values: Float32Array): Pass {
    return this.width === 0 ? countBins(values, 1, 1) : countBins(values, this.bins, this.upper)
  }

  /**
   * Makes room for `max` without counting anything: the first width, or more bins, or wider ones where those would be
   * too many.
   */
  reach(max: number): void {
    if (this.width === 0) {
      const width = Math.fround(max / FIRST_BINS)
      // A subnormal width has too few digits to tell bins apart; such values count as zeros.
      if (width >= SMALLEST_NORMAL) this.width = width
      return
    }
    let bins = Math.ceil(Math.fround(max / this.width))
    while (bins > MAX_BINS) {
      this.counts = pairwiseSums(this.counts)
      this.width *= 2
      bins = Math.ceil(Math.fround(max / this.width))
    }
    const grown = new Float64Array(Math.max(bins, this.bins))
    grown.set(this.counts)
    this.counts = grown
  }

  private finiteOf(values: Float32Array): Float32Array {
    const finite = values.filter(Number.isFinite)
    const nan = values.reduce((count, value) => count + Number(Number.isNaN(value)), 0)
    this.nan += nan
    this.infinite += values.length - finite.length - nan
    return finite
  }
}

function pairwiseSums(counts: Float64Array): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(Math.ceil(counts.length / 2))
  for (let bin = 0; bin < counts.length; bin++) sums[bin >> 1] += counts[bin]
  return sums
}
