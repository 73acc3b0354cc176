const ZERO = 0x30
const BILLION = 1e9

/** The decimal with the fewest significant digits that is nearest to the same float32 as `value`. */
function shortestFloat32(value: number): string {
  const single = Math.fround(value)
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits))
    if (Math.fround(rounded) === single) return String(rounded)
  }
  return String(Number(value.toPrecision(9)))
}

/** ASCII text that is put together number by number, without a string for each. */
export class DecimalText {
  length = 0
  private bytes: Buffer

  constructor(capacity: number) {
    this.bytes = Buffer.alloc(capacity)
  }

  /** The text so far; the next piece starts empty and in memory of its own. */
  take(): Uint8Array {
    const piece = this.bytes.subarray(0, this.length)
    this.bytes = Buffer.alloc(this.bytes.length)
    this.length = 0
    return piece
  }

  ascii(text: string): void {
    this.reserve(text.length)
    this.length += this.bytes.write(text, this.length, 'latin1')
  }

  /** As many digits as it takes to give back the same double, as `String()` does. */
  double(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) < BILLION) this.scaled(value < 0, Math.abs(value), 0)
    else this.ascii(String(value))
  }

  /** As few digits as give back the same float32 (at most 9 significant ones). */
  float32(value: number): void {
    const magnitude = Math.abs(value)
    const single = Math.fround(magnitude)
    let scale = 1
    for (let decimals = 0; decimals <= 12; decimals++, scale *= 10) {
      const digits = Math.round(magnitude * scale)
      if (digits >= BILLION) break
      if (Math.fround(digits / scale) === single && (digits > 0 || single === 0)) {
        this.scaled(value < 0, digits, decimals)
        return
      }
    }
    this.ascii(shortestFloat32(value))
  }

  /** At most `decimals` digits after the point (0 … 12), zeros at the end left out. */
  rounded(value: number, decimals: number): void {
    let digits = Math.round(Math.abs(value) * 10 ** decimals)
    if (digits >= Number.MAX_SAFE_INTEGER) {
      this.double(value)
      return
    }
    let places = decimals
    for (; places > 0 && digits % 10 === 0; places--) digits /= 10
    this.scaled(value < 0 && digits > 0, digits, places)
  }

  /** Writes the integer `digits` with a point before the last `decimals` of them. */
  private scaled(negative: boolean, digits: number, decimals: number): void {
    this.reserve(32)
    if (negative) this.bytes[this.length++] = 0x2d
    const places = Math.max(decimals + 1, digitCount(digits))
    let at = this.length + places + (decimals > 0 ? 1 : 0)
    this.length = at
    // Halves of nine digits, because remainders of small integers are several times faster than those of doubles.
    const high = Math.floor(digits / BILLION)
    let rest = digits - high * BILLION
    for (let place = 0; place < places; place++) {
      if (place === 9) rest = high
      if (place === decimals && place > 0) this.bytes[--at] = 0x2e
      const next = (rest / 10) | 0
      this.bytes[--at] = ZERO + rest - next * 10
      rest = next
    }
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const wider = Buffer.alloc(2 * (this.length + count))
    this.bytes.copy(wider, 0, 0, this.length)
    this.bytes = wider
  }
}

function digitCount(integer: number): number {
  let count = 1
  for (let power = 10; power <= integer; power *= 10) count++
  return count
}
