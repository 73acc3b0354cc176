import { intOf } from '../onnx/attributes.ts'
import { constantOf } from '../onnx/constants.ts'
import { frontAxis } from '../onnx/evaluate/axes.ts'
import type { Node } from '../onnx/node.ts'
import { DataType } from '../onnx/proto.ts'
import { integersOf } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'
import type { GradientContext } from './context.ts'

const RANGES: Partial<Record<number, readonly [lowest: number, highest: number]>> = {
  [DataType.INT4]: [-8, 7],
  [DataType.UINT4]: [0, 15],
  [DataType.INT8]: [-128, 127],
  [DataType.UINT8]: [0, 255],
  [DataType.INT16]: [-32768, 32767],
  [DataType.UINT16]: [0, 65535],
}

/** A QuantizeLinear or DequantizeLinear node as training sees it. */
export interface Quantizer {
  readonly scale: Value
  /** One, or one for each channel. */
  readonly zeroPoints: readonly number[]
  /** The type's lowest and highest level. */
  readonly range: readonly [lowest: number, highest: number]
  /** Shape in which scales and zero points broadcast to the tensor. */
  readonly spread: readonly number[]
}

/** Reads a quantizer node whose first input has `rank` axes. Throws MODEL_OPERATOR for blocks, FP8 and computed zero points. */
export function quantizerOf(node: Node, rank: number, context: GradientContext): Quantizer {
  if (intOf(node.attributes, 'block_size', 0) !== 0) context.unsupported(node, 'blocks of scales')
  const scale = context.input(node, 1)
  const stored = constantOf(node.input(2))
  if (node.input(2) !== null && stored === null) context.unsupported(node, 'zero points that are computed')
  const type = stored?.dataType ?? (intOf(node.attributes, 'output_dtype', 0) || DataType.UINT8)
  const range = RANGES[type] ?? context.unsupported(node, 'levels other than 4 to 16 bit integers')
  const axis = frontAxis(intOf(node.attributes, 'axis', 1), rank)
  const count = context.size(scale)
  const spread = count === 1 ? [] : Array.from({ length: rank }, (_, index) => (index === axis ? count : 1))
  return { scale, zeroPoints: stored === null ? [0] : integersOf(stored), range, spread }
}

/** Zero points as floats, in the shape in which they broadcast. */
export function zeroPointsAsFloats({ zeroPoints, spread }: Quantizer, context: GradientContext): Value {
  return perScale(zeroPoints, spread, context)
}

/** Numbers, one or one for each channel, that broadcast to the quantized tensor. */
export function perScale(
  numbers: readonly number[],
  spread: readonly number[],
  context: GradientContext,
): Value {
  const same = numbers.every((number) => number === numbers[0])
  return same ? context.scalar(numbers[0]) : context.floats(spread, Float32Array.from(numbers))
}

/** Adds up a gradient over all elements that share a scale, in the shape of the scale. */
export function sumForScale(gradient: Value, { scale, spread }: Quantizer, context: GradientContext): Value {
  const axes = context.dims(gradient).flatMap((_, axis) => ((spread[axis] ?? 1) === 1 ? [axis] : []))
  return context.reshape(context.sum(gradient, axes), context.dims(scale))
}
