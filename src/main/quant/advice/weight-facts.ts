import { median } from '../../base/quantiles.ts'
import type { Tensor } from '../../base/tensor.ts'
import { channelRuns } from '../../calib/channels.ts'
import { weightAmax } from '../../calib/weights.ts'
import { weightAmaxByMse } from '../../calib/weights-mse.ts'
import { intOf } from '../../onnx/attributes.ts'
import { constantOf } from '../../onnx/constants.ts'
import type { Layer } from '../../onnx/layers.ts'
import { dimsOf, floatsOf } from '../../onnx/tensor.ts'
import { fakeQuantize } from '../fake-quantize.ts'
import type { Recipe } from '../recipe.ts'
import { weightAxis } from '../weight-axis.ts'

/** What the weights of a layer are like, and what INT8 by the recipe does to them. */
export interface WeightFacts {
  readonly layer: Layer
  readonly dims: readonly number[]
  /** One filter for each input channel. */
  readonly depthwise: boolean
  /** Values that are NaN or infinite. */
  readonly notFinite: number
  /** Largest magnitude of each output channel. */
  readonly amax: Float32Array
  /** Of the channels that are not dead; 0 where all are. */
  readonly medianAmax: number
  /** Channels that are zero, or so small beside the others that they give nothing. */
  readonly dead: readonly number[]
  /** Signal to quantization noise of the whole tensor, in dB. */
  readonly sqnrDb: number
  /** The channel that quantization hurts most, and its signal to noise in dB. */
  readonly worst: { readonly channel: number; readonly sqnrDb: number }
}

/** A channel this much smaller than the median one is dead. Trained networks without dead ones stay above 1/20. */
const DEAD = 1e-3

/** The facts of a layer's weights; null where they are not a stored tensor of two or more axes. */
export function weightFacts(layer: Layer, { weights }: Recipe): WeightFacts | null {
  const stored = constantOf(layer.weight)
  if (stored === null || stored.dims.length < 2) return null
  const tensor: Tensor = { data: floatsOf(stored), dims: dimsOf(stored) }
  const axis = weightAxis(layer, tensor.dims.length)
  const channels = axis ?? (layer.node.is('ConvTranspose') ? 1 : 0)
  const amax = weightAmax(tensor, channels)
  const alive = Array.from(amax).filter((value) => value > 0)
  const medianAmax = alive.length === 0 ? 0 : median(alive)
  const ranges = weights === 'mse' ? weightAmaxByMse(tensor, axis) : weightAmax(tensor, axis)
  const noise = noiseByChannel(tensor, channels, fakeQuantize(tensor, { amax: ranges, axis }))
  const isDead = (channel: number) => amax[channel] <= DEAD * medianAmax
  const sqnr = noise.byChannel.map((value, channel) => (isDead(channel) ? Infinity : value))
  const least = Math.min(...sqnr)
  return {
    layer,
    dims: tensor.dims,
    depthwise: isDepthwise(layer, tensor.dims),
    notFinite: tensor.data.reduce((count, value) => count + Number(!Number.isFinite(value)), 0),
    amax,
    medianAmax,
    dead: Array.from(amax.keys()).filter(isDead),
    sqnrDb: noise.total,
    worst: { channel: sqnr.indexOf(least), sqnrDb: least },
  }
}

function isDepthwise({ node }: Layer, dims: readonly number[]): boolean {
  const groups = intOf(node.attributes, 'group', 1)
  return node.is('Conv') && groups > 1 && dims[1] === 1
}

function noiseByChannel(
  tensor: Tensor,
  axis: number,
  quantized: Float32Array,
): { byChannel: number[]; total: number } {
  const signals = new Float64Array(tensor.dims[axis])
  const noises = new Float64Array(tensor.dims[axis])
  for (const { channel, start, end } of channelRuns(tensor, axis)) {
    for (let index = start; index < end; index++) {
      const value = tensor.data[index]
      if (!Number.isFinite(value)) continue
      signals[channel] += value ** 2
      noises[channel] += (value - quantized[index]) ** 2
    }
  }
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
  return {
    byChannel: Array.from(signals, (signal, channel) => decibels(signal, noises[channel])),
    total: decibels(sum(signals), sum(noises)),
  }
}

function decibels(signal: number, noise: number): number {
  return noise === 0 ? Infinity : 10 * Math.log10(signal / noise)
}
