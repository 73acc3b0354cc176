const MINUS = 0x2d
const PLUS = 0x2b
const POINT = 0x2e
const ZERO = 0x30

function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] >= ZERO && bytes[at] <= 0x39) at++
  return at
}

/** Whether a byte is `e` or `E`. */
function isExponent(byte: number): boolean {
  return (byte | 0x20) === 0x65
}

/**
 * Where the JSON number that starts at `from` ends, by the grammar of RFC 8259.
 * @returns the index after it, or the complement (`~index`, negative) of the byte that breaks the grammar.
 */
export function numberEnd(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from
  const whole = at
  at = bytes[at] === ZERO ? at + 1 : digitsEnd(bytes, at)
  if (at === whole) return ~at
  if (bytes[at] === POINT) {
    const fraction = at + 1
    at = digitsEnd(bytes, fraction)
    if (at === fraction) return ~at
  }
  if (!isExponent(bytes[at])) return at
  at++
  if (bytes[at] === MINUS || bytes[at] === PLUS) at++
  const exponent = at
  at = digitsEnd(bytes, exponent)
  return at === exponent ? ~at : at
}

/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/**
 * The double nearest to the valid JSON number in `bytes[from, to)`, as `Number()` gives it.
 * A mantissa below 2^53 times or over an exact power of ten is one correctly rounded operation (W. Clinger, "How to
 * read floating point numbers accurately", 1990); everything else goes through `Number()`.
 */
export function decimalValue(bytes: Buffer, from: number, to: number): number {
  const negative = bytes[from] === MINUS
  let mantissa = 0
  let fraction = 0
  let at = negative ? from + 1 : from
  for (; at < to; at++) {
    const byte = bytes[at]
    if (byte === POINT) fraction = at + 1
    else if (byte >= ZERO) {
      if (byte > 0x39) break
      mantissa = mantissa * 10 + (byte - ZERO)
    }
  }
  const power = (at < to ? exponentValue(bytes, at + 1, to) : 0) - (fraction === 0 ? 0 : at - fraction)
  if (mantissa > Number.MAX_SAFE_INTEGER || power < -22 || power > 22)
    return Number(bytes.toString('latin1', from, to))
  const value = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power]
  return negative ? -value : value
}

function exponentValue(bytes: Uint8Array, from: number, to: number): number {
  const signed = bytes[from] === MINUS || bytes[from] === PLUS
  let value = 0
  for (let at = signed ? from + 1 : from; at < to; at++) value = value * 10 + (bytes[at] - ZERO)
  return bytes[from] === MINUS ? -value : value
}
