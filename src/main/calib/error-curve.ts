import type { Histogram } from './histogram.ts'
import { LEVELS } from './scale.ts'

/** What INT8 quantization costs at each of several amax, as columns. */
export interface ErrorCurve {
  /** Ascending. */
  readonly amax: number[]
  /** Mean squared error. */
  readonly mse: number[]
  /** Share of the values beyond amax, 0 to 1. */
  readonly clipped: number[]
  /** Signal to quantization noise in dB; null where nothing is lost or there is no signal. */
  readonly sqnr: (number | null)[]
}

const POINTS = 200

/** How far below the smallest mark the curve begins. */
const BELOW = 4

/**
 * The error over amax, from a histogram: within a bin values count as evenly spread and their error is integrated
 * exactly, so that it stays true where a level is narrower than a bin. Levels go to ±127, as calibrators have it: that
 * INT8 also has −128 makes the true error of clipped negative values a little smaller. Geometric steps from below the smallest of
 * `marks` to the largest value; the marks are points of their own.
 */
export function errorCurve(histogram: Histogram, marks: readonly number[] = [], points = POINTS): ErrorCurve {
  const amax = stepsOf(
    histogram,
    marks.filter((mark) => mark > 0),
    points,
  )
  const total = histogram.total
  const signal = sumOfSquares(histogram) / Math.max(total, 1)
  const mse = amax.map((limit) => squaredError(histogram, limit) / Math.max(total, 1))
  return {
    amax,
    mse,
    clipped: amax.map((limit) => histogram.clippedShare(limit)),
    sqnr: mse.map((noise) => (noise > 0 && signal > 0 ? 10 * Math.log10(signal / noise) : null)),
  }
}

function stepsOf({ width, max }: Histogram, marks: readonly number[], points: number): number[] {
  const top = Math.max(max, ...marks)
  if (width === 0 || !(top > 0)) return [...new Set(marks)].sort((one, other) => one - other)
  const bottom = Math.min(Math.max(Math.min(top, ...marks) / BELOW, width), top / 2)
  const step = (top / bottom) ** (1 / (points - 1))
  const steps = Array.from({ length: points }, (_, index) => bottom * step ** index)
  steps[points - 1] = top
  return [...new Set([...steps, ...marks])].sort((one, other) => one - other)
}

/** Sum of the squares of all values. */
function sumOfSquares({ counts, width }: Histogram): number {
  let sum = 0
  for (let bin = 0; bin < counts.length; bin++) sum += counts[bin] * (bin * bin + bin + 1 / 3)
  return sum * width * width
}

/**
 * Sum of the squared errors of all values with levels `amax / 127` apart. The integral of the error from 0 to x is, with
 * level q the nearest to x (127 at most) and r the rest x − q δ, q δ³ / 12 + r³ / 3.
 */
function squaredError({ counts, width }: Histogram, amax: number): number {
  if (width === 0) return 0
  // In bin widths.
  const step = amax / LEVELS / width
  const level = step ** 3 / 12
  let below = 0
  let sum = 0
  for (let bin = 0; bin < counts.length; bin++) {
    const edge = bin + 1
    const q = Math.min(LEVELS, Math.round(edge / step))
    const upTo = q * level + (edge - q * step) ** 3 / 3
    if (counts[bin] > 0) sum += counts[bin] * (upTo - below)
    below = upTo
  }
  return sum * width * width
}
