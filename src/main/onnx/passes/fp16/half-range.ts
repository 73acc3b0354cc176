import { DataType, type TensorProto } from '../../proto.ts'
import { dimsOf, floatsOf, tensorFrom } from '../../tensor.ts'

/** Largest finite half. */
export const HALF_MAX = 65504

/** Smallest half with full precision, 2⁻¹⁴. */
export const HALF_MIN_NORMAL = 2 ** -14

/** How float32 values come through in half precision. */
export interface HalfRange {
  /** Largest finite magnitude. */
  largest: number
  /** Values other than 0 that become 0. */
  flushed: number
}

export function halfRange(values: Float32Array): HalfRange {
  // Halves below this round to zero: half of the smallest, 2⁻²⁴.
  const vanishing = 2 ** -25
  let largest = 0
  let flushed = 0
  for (const value of values) {
    const magnitude = Math.abs(value)
    if (magnitude > largest && magnitude !== Infinity) largest = magnitude
    if (magnitude <= vanishing && magnitude > 0) flushed++
  }
  return { largest, flushed }
}

/** Why a stored tensor cannot be held in half precision, or null. Single tiny weights among others do no harm. */
export function reasonNotHalf(name: string, { largest, flushed }: HalfRange): string | null {
  if (largest > HALF_MAX) return `${name} holds ${largest}, half precision ends at ${HALF_MAX}`
  if (flushed > 0 && largest < HALF_MIN_NORMAL)
    return `${name} holds at most ${largest}, which half precision flushes towards 0`
  return null
}

/** The tensor in half precision, values rounded to the nearest. */
export function toHalf(name: string, tensor: TensorProto): TensorProto {
  return tensorFrom(name, dimsOf(tensor), new Float16Array(floatsOf(tensor)))
}

/**
 * Least scale of a quantizer in half precision, 2⁻²⁰. What it belongs to is smaller than 1.3e-4 throughout, a dead
 * channel; smaller halves have too few digits for a scale, or are 0.
 */
const LEAST_SCALE = 2 ** -20

/** Scales of a quantizer in half precision. */
export function toHalfScale(name: string, tensor: TensorProto): TensorProto {
  const scales = floatsOf(tensor).map((scale) => Math.max(scale, LEAST_SCALE))
  return tensorFrom(name, dimsOf(tensor), new Float16Array(scales))
}

export function isFloat(tensor: TensorProto | null): tensor is TensorProto {
  return tensor?.dataType === DataType.FLOAT
}
