import type { Tensor } from '../base/tensor.ts'
import { channelCount, channelRuns } from './channels.ts'
import { LEVELS, scaleOf } from './scale.ts'

const SMALLEST_PERCENT = 20

/**
 * Amax of a weight by least squared quantization error, for each index of `axis` (one for the whole tensor where it is
 * null): the best of 100 %, 99 %, … 20 % of the channel's maximum, the larger one of equals. Errors are summed over
 * the weights themselves, at ±127 levels: a channel mostly holds fewer of them than a histogram has bins.
 * A channel of zeros gives 0. Throws CALIBRATION for an impossible axis.
 */
export function weightAmaxByMse(weight: Tensor, axis: number | null): Float32Array {
  return Float32Array.from(channelMagnitudes(weight, axis), leastErrorAmax)
}

/** Finite |w| of each channel, ascending. */
function channelMagnitudes(weight: Tensor, axis: number | null): Float32Array[] {
  const channels = channelCount(weight, axis)
  const filled = new Uint32Array(channels)
  const magnitudes = Array.from({ length: channels }, () => new Float32Array(weight.data.length / channels))
  for (const { channel, start, end } of channelRuns(weight, axis)) {
    for (let index = start; index < end; index++) {
      const magnitude = Math.abs(weight.data[index])
      if (magnitude < Infinity) magnitudes[channel][filled[channel]++] = magnitude
    }
  }
  return magnitudes.map((values, channel) => values.subarray(0, filled[channel]).sort())
}

function leastErrorAmax(ascending: Float32Array): number {
  const max = ascending.at(-1) ?? 0
  if (max === 0) return 0
  let best = max
  let least = Infinity
  for (let percent = 100; percent >= SMALLEST_PERCENT; percent--) {
    const candidate = Math.fround((max * percent) / 100)
    const error = squaredError(ascending, scaleOf(candidate), least)
    if (error < least) {
      least = error
      best = candidate
    }
  }
  return best
}

/** Sum of the squared errors at a scale, or Infinity once above `limit`; clipped values come first and end it early. */
function squaredError(ascending: Float32Array, scale: number, limit: number): number {
  let sum = 0
  for (let index = ascending.length - 1; index >= 0; index--) {
    const level = Math.min(LEVELS, Math.round(ascending[index] / scale))
    const difference = ascending[index] - level * scale
    sum += difference * difference
    if (sum > limit) return Infinity
  }
  return sum
}
