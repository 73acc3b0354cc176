/** Levels on either side of zero in symmetric INT8: amax lies on level 127. */
export const LEVELS = 127

/**
 * Scale of a quantizer that saw nothing but zeros: 2⁻²⁴, the smallest positive half-precision number, so that it stays
 * positive when the scales become FP16. pytorch-quantization draws the line at the same place.
 */
export const ZERO_SCALE = 2 ** -24

/** The amax that stands for "only zeros"; its scale is `ZERO_SCALE`. */
export const ZERO_AMAX = LEVELS * ZERO_SCALE

/** Smallest float32 of full precision; below it lie the subnormal ones. */
export const SMALLEST_NORMAL = 2 ** -126
export const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127

/**
 * Scale of a symmetric INT8 quantizer: float32(amax / 127), always finite, positive and with a finite inverse.
 * An amax of zero, NaN or too small for a normal float32 scale gives `ZERO_SCALE`; infinity the largest scale.
 */
export function scaleOf(amax: number): number {
  const scale = Math.fround(Math.min(Math.fround(amax), LARGEST_FLOAT32) / LEVELS)
  return scale >= SMALLEST_NORMAL ? scale : ZERO_SCALE
}

/** `scaleOf` of every channel. */
export function scalesOf(amax: ArrayLike<number>): Float32Array {
  return Float32Array.from(amax, scaleOf)
}
