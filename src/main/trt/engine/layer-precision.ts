import type { EngineLayer } from '../engine-layer.ts'
import { parseTensorFormat, type EngineDataType } from '../tensor-format.ts'

/**
 * The precision that a layer computes in: of its weights where it has some, else of the first input, as NVIDIA's
 * trt-engine-explorer has it (what arrives decides which kernel can run, what leaves is often converted in the same
 * kernel), else of the first output.
 */
export function precisionOf({ weights, inputs, outputs }: EngineLayer): EngineDataType {
  const stored = weights === undefined ? 'unknown' : parseTensorFormat(weights.type).dataType
  if (stored !== 'unknown') return stored
  return [...inputs, ...outputs].at(0)?.dataType ?? 'unknown'
}

const FLOATS: readonly EngineDataType[] = ['fp32', 'fp16', 'bf16']

/** Whether a type is one of those that unquantized values have. */
export function isFloat(type: EngineDataType): boolean {
  return FLOATS.includes(type)
}
