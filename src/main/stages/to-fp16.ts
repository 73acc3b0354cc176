import type { Model } from '../onnx/model.ts'
import { applyPass } from '../onnx/passes/pass.ts'
import { toFp16, type HalfOptions, type HalfResult } from '../onnx/passes/to-fp16.ts'
import { preparedCopy } from './quantize.ts'

export interface HalfModel {
  model: Model
  half: HalfResult
}

/** A half-precision copy of a float model; the given one is not changed. */
export function convertToHalf(model: Model, options: HalfOptions = {}): HalfModel {
  const copy = preparedCopy(model)
  const half = applyPass(toFp16(options), copy)
  return { model: copy, half }
}

/** Said wherever a half-precision model was measured on the CPU. */
export const CPU_HALF_NOTE =
  'FP16 on the CPU provider is simulated: values are rounded to half precision, most operators compute in float32.'
