import type { Tensor } from '../../base/tensor.ts'
import { channelCount, channelRuns } from '../../calib/channels.ts'
import { constantOf } from '../../onnx/constants.ts'
import type { Graph } from '../../onnx/graph.ts'
import { DataType } from '../../onnx/proto.ts'
import { dimsOf, floatsOf } from '../../onnx/tensor.ts'
import { readQuantizers, type Quantizer } from '../../quant/read-quantizers.ts'
import { openModelFile } from '../../stages/model-file.ts'
import { FileCache } from './file-cache.ts'

/** INT8's levels around a zero point of 0. */
const LOWEST = -128
const HIGHEST = 127

/** A quantizer of weights whose float values the model has. */
export interface QuantizedWeight {
  readonly quantizer: Quantizer
  readonly values: Tensor
}

/** A weight's signal to quantization noise in dB, and that of each of its channels; null where nothing is lost. */
export interface WeightErrors {
  readonly sqnr: number | null
  readonly channels: (number | null)[]
}

const isFloat = (type: number) => type === DataType.FLOAT || type === DataType.FLOAT16

/** The INT8 weights of a Q/DQ model that are still stored as floats, by tensor. */
export function quantizedWeights(graph: Graph): Map<string, QuantizedWeight> {
  const values = new Map(Array.from(graph.values, (value) => [value.name, value]))
  return new Map(
    readQuantizers(graph).flatMap((quantizer): [string, QuantizedWeight][] => {
      const { tensor, kind, symmetric, type } = quantizer
      const stored = constantOf(values.get(tensor) ?? null)
      if (kind !== 'weight' || !symmetric || type !== 'INT8' || stored === null) return []
      if (!isFloat(stored.dataType)) return []
      return [[tensor, { quantizer, values: { data: floatsOf(stored), dims: dimsOf(stored) } }]]
    }),
  )
}

/** What rounding to INT8 costs a weight. */
export function weightErrors({ quantizer: { scales, axis }, values }: QuantizedWeight): WeightErrors {
  const channels = channelCount(values, axis)
  const signal = new Float64Array(channels)
  const noise = new Float64Array(channels)
  for (const { channel, start, end } of channelRuns(values, axis)) {
    const scale = scales[channel] ?? scales[0]
    for (let index = start; index < end; index++) {
      const value = values.data[index]
      const level = Math.min(HIGHEST, Math.max(LOWEST, Math.round(value / scale)))
      signal[channel] += value * value
      noise[channel] += (value - level * scale) ** 2
    }
  }
  const sum = (each: Float64Array) => each.reduce((total, value) => total + value, 0)
  return {
    sqnr: decibels(sum(signal), sum(noise)),
    channels: Array.from(signal, (power, channel) => decibels(power, noise[channel])),
  }
}

function decibels(signal: number, noise: number): number | null {
  return signal > 0 && noise > 0 ? 10 * Math.log10(signal / noise) : null
}

const files = new FileCache<ReadonlyMap<string, WeightErrors>>(100_000, ({ size }) => size)

/** The errors of all weights of a model file, by tensor. */
export function weightErrorsOf(path: string): ReadonlyMap<string, WeightErrors> {
  return files.getOr(path, path, () => {
    const weights = quantizedWeights(openModelFile(path).model.graph)
    return new Map(Array.from(weights, ([tensor, weight]) => [tensor, weightErrors(weight)]))
  })
}
