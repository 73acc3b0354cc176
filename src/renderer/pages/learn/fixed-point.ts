/** Eight bits as a signed fixed-point number: a sign, `whole` bits before the point and the rest behind it. */
export const BITS = 8

/** Bits behind the point. */
export const fractionOf = (whole: number) => BITS - 1 - whole

/** The value of two's-complement bits, the sign first. */
export function valueOfBits(bits: readonly boolean[], whole: number): number {
  const integer = bits.reduce(
    (sum, bit, index) => sum + (bit ? (index === 0 ? -1 : 1) * 2 ** (BITS - 1 - index) : 0),
    0,
  )
  return integer / 2 ** fractionOf(whole)
}

/** The nearest number's bits; what lies outside becomes the end. */
export function bitsOfValue(value: number, whole: number): boolean[] {
  const most = 2 ** (BITS - 1)
  const integer = Math.min(most - 1, Math.max(-most, Math.round(value * 2 ** fractionOf(whole))))
  const unsigned = integer < 0 ? integer + 2 ** BITS : integer
  return Array.from({ length: BITS }, (_, index) => Math.floor(unsigned / 2 ** (BITS - 1 - index)) % 2 === 1)
}

/** The format with the finest steps that still reaches amax: its scale is a power of two. */
export function formatFor(amax: number): number {
  const most = 2 ** (BITS - 1) - 1
  for (let whole = 0; whole < BITS; whole++) if (most / 2 ** fractionOf(whole) >= amax) return whole
  return BITS - 1
}
