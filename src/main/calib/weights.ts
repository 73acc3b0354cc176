import type { Tensor } from '../base/tensor.ts'
import { channelCount, channelRuns } from './channels.ts'

/**
 * Amax of a weight for symmetric quantization by `max`: the largest finite |w| of each index of `axis`, exactly;
 * one for the whole tensor where `axis` is null. Output channels lie on axis 0 of Conv, axis 1 of ConvTranspose.
 * A channel of zeros has amax 0 here; `scaleOf` gives it a positive scale. Throws CALIBRATION for an impossible axis.
 */
export function weightAmax(weight: Tensor, axis: number | null): Float32Array {
  const amax = new Float32Array(channelCount(weight, axis))
  for (const { channel, start, end } of channelRuns(weight, axis)) {
    amax[channel] = Math.max(amax[channel], largestFinite(weight.data, start, end))
  }
  return amax
}

function largestFinite(data: Float32Array, start: number, end: number): number {
  let largest = 0
  for (let index = start; index < end; index++) {
    const magnitude = Math.abs(data[index])
    if (magnitude > largest && magnitude < Infinity) largest = magnitude
  }
  return largest
}
