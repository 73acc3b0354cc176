import type { EngineLayer, EngineTensor, EngineWeights } from '../engine-layer.ts'
import { parseTensorFormat, type EngineDataType } from '../tensor-format.ts'

const BYTES: Readonly<Record<EngineDataType, number>> = {
  fp32: 4,
  fp16: 2,
  bf16: 2,
  fp8: 1,
  fp4: 0.5,
  int8: 1,
  int4: 0.5,
  uint8: 1,
  int32: 4,
  int64: 8,
  bool: 1,
  unknown: 0,
}

/** Elements of a tensor; a dynamic axis (-1) counts as one. */
export function elementsOf(dimensions: readonly number[]): number {
  return dimensions.reduce((product, dim) => product * Math.max(dim, 1), 1)
}

/** Bytes of a tensor's values, without the padding of packed layouts; 0 for an unknown type. */
export function bytesOf({ dimensions, dataType }: Pick<EngineTensor, 'dimensions' | 'dataType'>): number {
  return elementsOf(dimensions) * BYTES[dataType]
}

/** Bytes that a layer reads and writes. */
export interface Traffic {
  readonly input: number
  readonly output: number
  /** Weights and bias. */
  readonly weights: number
}

/** What a layer moves once over the memory, each tensor in full; a copy found unnecessary moves nothing. */
export function trafficOf(layer: EngineLayer): Traffic {
  if (layer.type === 'NoOp') return { input: 0, output: 0, weights: 0 }
  const sum = (tensors: readonly EngineTensor[]) => tensors.reduce((total, one) => total + bytesOf(one), 0)
  return {
    input: sum(layer.inputs),
    output: sum(layer.outputs),
    weights: weightBytes(layer.weights) + weightBytes(layer.bias),
  }
}

function weightBytes(weights: EngineWeights | undefined): number {
  return weights === undefined ? 0 : weights.count * BYTES[parseTensorFormat(weights.type).dataType]
}
