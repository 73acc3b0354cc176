const DIGIT_BITS = 11
const DIGITS = 1 << DIGIT_BITS

/** Two 32-bit halves whose unsigned order is the descending order of the scores; NaN comes last, -0 equals 0. */
function descendingKeys(scores: Float64Array, count: number): { high: Uint32Array; low: Uint32Array } {
  const high = new Uint32Array(count)
  const low = new Uint32Array(count)
  const value = new Float64Array(1)
  const bits = new DataView(value.buffer)
  for (let row = 0; row < count; row++) {
    const score = scores[row]
    // Adding 0 turns -0 into 0.
    bits.setFloat64(0, score + 0)
    const top = bits.getUint32(0)
    const negative = top >>> 31 === 1
    const missing = Number.isNaN(score)
    high[row] = missing ? 0xffffffff : negative ? top : ~top & 0x7fffffff
    low[row] = missing ? 0xffffffff : negative ? bits.getUint32(4) : ~bits.getUint32(4)
  }
  return { high, low }
}

/** One stable pass by the digit of `keys` at `shift`; returns false, and writes nothing, when all digits are equal. */
function digitPass(from: Int32Array, to: Int32Array, keys: Uint32Array, shift: number): boolean {
  const mask = DIGITS - 1
  const next = new Int32Array(DIGITS)
  for (let index = 0; index < from.length; index++) next[(keys[from[index]] >>> shift) & mask]++
  if (next[(keys[from[0]] >>> shift) & mask] === from.length) return false
  let total = 0
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = next[digit]
    next[digit] = total
    total += count
  }
  for (let index = 0; index < from.length; index++) {
    const row = from[index]
    to[next[(keys[row] >>> shift) & mask]++] = row
  }
  return true
}

/**
 * Rows in stable descending order of `scores[row]`: what `argsort(-scores, kind='mergesort')` gives in numpy.
 * A radix sort over the 64 bits of the scores, linear in the number of rows.
 */
export function sortByScore(rows: Int32Array, scores: Float64Array): Int32Array {
  if (rows.length === 0) return rows
  const { high, low } = descendingKeys(scores, scores.length)
  let from = rows.slice()
  let to = new Int32Array(rows.length)
  for (const keys of [low, high]) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      if (digitPass(from, to, keys, shift)) [from, to] = [to, from]
    }
  }
  return from
}
