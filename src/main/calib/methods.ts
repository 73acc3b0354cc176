import { amaxByEntropy } from './amax-entropy.ts'
import { amaxByMax } from './amax-max.ts'
import { amaxByMse } from './amax-mse.ts'
import { amaxByPercentile } from './amax-percentile.ts'
import type { Histogram } from './histogram.ts'

export const CALIBRATION_METHODS = ['max', 'percentile', 'mse', 'entropy'] as const
export type CalibrationMethod = (typeof CALIBRATION_METHODS)[number]

export const DEFAULT_PERCENTILE = 99.99

export interface AmaxOptions {
  /** In percent; `percentile` only. */
  percentile?: number
}

const BY_METHOD = {
  max: amaxByMax,
  percentile: (histogram, { percentile = DEFAULT_PERCENTILE }) => amaxByPercentile(histogram, percentile),
  mse: amaxByMse,
  entropy: amaxByEntropy,
} satisfies Record<CalibrationMethod, (histogram: Histogram, options: AmaxOptions) => number>

/** The amax of one method: finite and positive for every histogram, `ZERO_AMAX` where only zeros came by. */
export function computeAmax(
  histogram: Histogram,
  method: CalibrationMethod,
  options: AmaxOptions = {},
): number {
  return BY_METHOD[method](histogram, options)
}

/** The amax of every method, percentile at `options.percentile`. */
export function computeMethods(
  histogram: Histogram,
  options: AmaxOptions = {},
): Record<CalibrationMethod, number> {
  return {
    max: computeAmax(histogram, 'max'),
    percentile: computeAmax(histogram, 'percentile', options),
    mse: computeAmax(histogram, 'mse'),
    entropy: computeAmax(histogram, 'entropy'),
  }
}

/** The amax of every method, with one entry a percentile: `max`, `percentile_99.99`, …, `mse`, `entropy`. */
export function computeAllAmax(
  histogram: Histogram,
  options: { percentiles?: readonly number[] } = {},
): Record<string, number> {
  const { percentiles = [DEFAULT_PERCENTILE] } = options
  return {
    max: amaxByMax(histogram),
    ...Object.fromEntries(
      percentiles.map((percentile) => [`percentile_${percentile}`, amaxByPercentile(histogram, percentile)]),
    ),
    mse: amaxByMse(histogram),
    entropy: amaxByEntropy(histogram),
  }
}
