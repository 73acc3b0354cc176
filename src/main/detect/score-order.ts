const DIGIT_BITS = 11
const DIGITS = 1 << DIGIT_BITS
const COARSE_BITS = 16

/**
 * Orders float32 scores from the highest to the lowest; equal scores keep their order, as a stable descending
 * `torch.sort` has them. A radix sort over the bits in three passes; its memory is kept between calls.
 */
export class ScoreOrder {
  private keys = new Uint32Array(0)
  private order = new Uint32Array(0)
  private spare = new Uint32Array(0)
  private readonly histogram = new Uint32Array(3 * DIGITS)
  private readonly coarse = new Uint32Array(1 << COARSE_BITS)

  /** Length of the latest order: the number of scores, or the limit where there were more. */
  length = 0

  /**
   * Indexes of the best `limit` of the first `count` scores, best first. The result is valid up to `length` and until
   * the next call.
   */
  descending(scores: Float32Array, count: number, limit = count): Uint32Array {
    this.reserve(count)
    const { keys, order } = this
    const bits = new Uint32Array(scores.buffer, scores.byteOffset, count)
    for (let i = 0; i < count; i++) keys[i] = descendingKey(bits[i])
    const chosen = count > limit ? this.chooseBest(count, limit) : count
    if (chosen === count) for (let i = 0; i < count; i++) order[i] = i
    this.sort(chosen)
    this.length = Math.min(chosen, limit)
    return this.order
  }

  /** Writes the indexes that can be among the best into `order`, by a histogram of the keys' upper bits. */
  private chooseBest(count: number, limit: number): number {
    const { keys, order, coarse } = this
    coarse.fill(0)
    for (let i = 0; i < count; i++) coarse[keys[i] >>> COARSE_BITS]++
    let last = 0
    for (let covered = coarse[0]; covered < limit; covered += coarse[last]) last++
    let chosen = 0
    for (let i = 0; i < count; i++) if (keys[i] >>> COARSE_BITS <= last) order[chosen++] = i
    return chosen
  }

  private sort(count: number): void {
    const { keys, histogram } = this
    histogram.fill(0)
    for (let i = 0; i < count; i++) {
      const key = keys[this.order[i]]
      histogram[key & (DIGITS - 1)]++
      histogram[DIGITS + ((key >>> DIGIT_BITS) & (DIGITS - 1))]++
      histogram[2 * DIGITS + (key >>> (2 * DIGIT_BITS))]++
    }
    for (let pass = 0; pass < 3; pass++) this.sortByDigit(count, pass)
  }

  private sortByDigit(count: number, pass: number): void {
    const { keys, order, spare } = this
    const starts = this.histogram.subarray(pass * DIGITS, (pass + 1) * DIGITS)
    const shift = pass * DIGIT_BITS
    if (starts[(keys[order[0]] >>> shift) & (DIGITS - 1)] === count) return
    for (let digit = 0, start = 0; digit < DIGITS; digit++) {
      const size = starts[digit]
      starts[digit] = start
      start += size
    }
    for (let i = 0; i < count; i++) {
      const index = order[i]
      spare[starts[(keys[index] >>> shift) & (DIGITS - 1)]++] = index
    }
    this.order = spare
    this.spare = order
  }

  private reserve(count: number): void {
    if (count <= this.keys.length) return
    const capacity = Math.max(1024, 2 * count)
    this.keys = new Uint32Array(capacity)
    this.order = new Uint32Array(capacity)
    this.spare = new Uint32Array(capacity)
  }
}

/** A float32's bits as an unsigned integer that grows as the number falls; 0 and -0 are one number. */
function descendingKey(bits: number): number {
  if (bits === 0x80000000) return 0x7fffffff
  return bits >>> 31 === 1 ? bits : ~bits & 0x7fffffff
}
