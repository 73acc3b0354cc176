import type { Tensor } from '../base/tensor.ts'
import { channelRuns } from '../calib/channels.ts'
import { LEVELS, scaleOf } from '../calib/scale.ts'

const LOWEST = -LEVELS - 1
/** Adding and taking away 1.5 · 2⁵² leaves no room for a fraction: float64's own rounding is half to even. */
const ROUNDER = 1.5 * 2 ** 52
const INT64 = 2 ** 63

/** One amax for the whole tensor, or one for each index of `axis`. */
export interface QuantizerRange {
  readonly amax: ArrayLike<number>
  /** Null where one amax serves the whole tensor. */
  readonly axis: number | null
}

/**
 * Symmetric INT8 quantization and dequantization in float32, as torch.fake_quantize has it:
 * y = clip(rint(x · (1 / s)), −128, 127) · s with s = float32(amax / 127), halves to even.
 * What has no 64-bit integer (NaN, infinities) becomes level −128, as there. An amax of 0 gives 0.
 */
export function fakeQuantize(tensor: Tensor, { amax, axis }: QuantizerRange): Float32Array {
  const output = new Float32Array(tensor.data.length)
  for (const { channel, start, end } of channelRuns(tensor, axis)) {
    if (amax[channel] !== 0) quantizeRun(tensor.data, output, start, end, scaleOf(amax[channel]))
  }
  return output
}

function quantizeRun(
  input: Float32Array,
  output: Float32Array,
  start: number,
  end: number,
  scale: number,
): void {
  const inverse = Math.fround(1 / scale)
  for (let index = start; index < end; index++) {
    const level = Math.fround(input[index] * inverse) + ROUNDER - ROUNDER
    output[index] = level >= LOWEST && level < INT64 ? Math.min(level, LEVELS) * scale : LOWEST * scale
  }
}

/**
 * Straight-through gradient of `fakeQuantize`: the upstream gradient where the rounded level lies in [−128, 127],
 * 0 elsewhere (torch.fake_quantize).
 */
export function fakeQuantizeGradient(
  tensor: Tensor,
  range: QuantizerRange,
  upstream: Float32Array,
): Float32Array {
  const gradient = new Float32Array(tensor.data.length)
  for (const { channel, start, end } of channelRuns(tensor, range.axis)) {
    const inverse = Math.fround(1 / scaleOf(range.amax[channel]))
    for (let index = start; index < end; index++) {
      const level = Math.fround(tensor.data[index] * inverse) + ROUNDER - ROUNDER
      if (level >= LOWEST && level <= LEVELS) gradient[index] = upstream[index]
    }
  }
  return gradient
}

export interface QuantizationError {
  /** Mean squared error. */
  readonly mse: number
  /** Signal to quantization noise, 10 · log₁₀(Σ x² / Σ (x − y)²) in dB; Infinity where nothing is lost. */
  readonly sqnrDb: number
}

/** What quantization of a tensor with one amax costs, over its finite values. */
export function quantizationError(values: Float32Array, amax: number): QuantizationError {
  const quantized = fakeQuantize({ data: values, dims: [values.length] }, { amax: [amax], axis: null })
  let signal = 0
  let noise = 0
  let finite = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    if (!Number.isFinite(value)) continue
    const difference = value - quantized[index]
    signal += value * value
    noise += difference * difference
    finite++
  }
  return {
    mse: finite === 0 ? 0 : noise / finite,
    sqnrDb: noise === 0 ? Infinity : 10 * Math.log10(signal / noise),
  }
}
