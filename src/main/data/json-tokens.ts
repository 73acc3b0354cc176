import { QuantbenchError } from '../base/errors.ts'
import { ByteWindow, type ByteSource } from './byte-window.ts'
import { decimalValue, numberEnd } from './json-decimal.ts'
import { countLines, describeToken } from './json-place.ts'

const QUOTE = 0x22
const MINUS = 0x2d
const BACKSLASH = 0x5c
const WINDOW = 1 << 18

const LITERALS = {
  true: Buffer.from('true'),
  false: Buffer.from('false'),
  null: Buffer.from('null'),
} as const

/** 1 for the bytes that stand for themselves inside a string: all but control characters, quote and backslash. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
)

/** Whether a number begins with this byte. */
export function isNumberStart(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === MINUS
}

/** The tokens of JSON in a window: numbers, strings and literals, and the errors that name a place. */
export class JsonTokens extends ByteWindow {
  /** Whether the string that `stringEnd` went through has escapes. */
  protected escaped = false

  /** @param size bytes of the file held at once. */
  constructor(source: ByteSource, size = WINDOW) {
    super(source, size)
    while (this.end < 3 && this.refill());
    if (this.bytes[0] === 0xef && this.bytes[1] === 0xbb && this.bytes[2] === 0xbf) this.position = 3
  }

  /** Reads a number, rounded as `Number()` does; one beyond the range of a double is refused. */
  number(): number {
    if (!isNumberStart(this.peek())) this.fail('a number')
    const end = this.wholeNumber()
    const value = decimalValue(this.bytes, this.position, end)
    if (!Number.isFinite(value)) this.fail('a number within the range of a double')
    this.position = end
    return value
  }

  string(): string {
    if (this.peek() !== QUOTE) this.fail('a string')
    const end = this.stringEnd()
    const text = this.escaped ? this.unescape(end) : this.bytes.toString('utf8', this.position + 1, end)
    this.position = end + 1
    return text
  }

  /** Reads `true`, `false` or `null`. */
  literal(): boolean | null {
    const first = this.peek()
    if (first === LITERALS.true[0]) return this.word(LITERALS.true, true)
    if (first === LITERALS.false[0]) return this.word(LITERALS.false, false)
    return this.word(LITERALS.null, null)
  }

  /** Byte offset of the next token, for `refuse`. */
  mark(): number {
    this.peek()
    return this.base + this.position
  }

  /** Throws JSON_INVALID for a value at `offset` that was read but is not what was expected. */
  refuse(expected: string, got: string, offset: number, wayOut = 'Correct the file at this place.'): never {
    const line = countLines(this.source, offset)
    const place = `byte ${offset}, line ${line}`
    throw new QuantbenchError(
      'JSON_INVALID',
      `${this.source.name}: expected ${expected}, got ${got} at ${place}`,
      { wayOut },
    )
  }

  /** Throws JSON_INVALID for the token at `at`. */
  fail(expected: string, at = this.position): never {
    this.position = at
    while (this.end - this.position < 16 && this.refill());
    const offset = this.base + this.position
    if (this.position === this.end) {
      return this.refuse(expected, 'the end of the file', offset, 'The file is cut off; copy it again.')
    }
    const got = describeToken(this.bytes.subarray(this.position, this.end))
    return this.refuse(expected, got, offset)
  }

  /** The next byte that is not white space; 0 at the end. */
  protected peek(): number {
    for (;;) {
      const byte = this.bytes[this.position]
      if (byte > 0x20) return byte
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) this.position++
      else if (this.position < this.end || !this.refill()) return byte
    }
  }

  /** Index after the number at `position`, all of which is in the window afterwards. */
  protected wholeNumber(): number {
    let more = true
    for (;;) {
      const found = numberEnd(this.bytes, this.position)
      const stop = found < 0 ? ~found : found
      if (stop < this.end || !more) return found < 0 ? this.fail('a digit', stop) : found
      // Also at the end of the source, where nothing comes, the window has moved.
      more = this.refill()
    }
  }

  /** Index of the quote that closes the string at `position`, all of which is in the window afterwards. */
  protected stringEnd(): number {
    this.escaped = false
    let at = this.position + 1
    for (;;) {
      while (PLAIN[this.bytes[at]] === 1) at++
      const byte = this.bytes[at]
      if (byte === QUOTE) return at
      const escape = byte === BACKSLASH
      if (at === this.end || (escape && at + 1 === this.end)) {
        const scanned = at - this.position
        if (!this.refill()) this.fail('the end of a string', this.end)
        at = this.position + scanned
      } else if (escape) {
        this.escaped = true
        at += 2
      } else this.fail('a string without control characters', at)
    }
  }

  /** Text of the string from `position` to its closing quote at `end`, escapes resolved. */
  protected unescape(end: number): string {
    try {
      const text: unknown = JSON.parse(this.bytes.toString('utf8', this.position, end + 1))
      if (typeof text === 'string') return text
    } catch {
      // The place is what the caller needs to know; the message of JSON.parse counts from the start of the string.
    }
    return this.fail('a string with valid escapes')
  }

  /** As `stringEnd`, but of a string of any length the window keeps nothing. */
  protected skipString(): void {
    this.position++
    for (;;) {
      let at = this.position
      while (PLAIN[this.bytes[at]] === 1) at++
      this.position = at
      const byte = this.bytes[at]
      if (byte === QUOTE) break
      if (byte === BACKSLASH) this.skipEscape()
      else if (at < this.end) this.fail('a string without control characters')
      else if (!this.refill()) this.fail('the end of a string')
    }
    this.position++
  }

  private skipEscape(): void {
    while (this.end - this.position < 6 && this.refill());
    const escape = this.bytes.toString('latin1', this.position, Math.min(this.position + 6, this.end))
    const length = /^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/.exec(escape)?.[0].length
    if (length === undefined) {
      const cutOff = escape.length < 6 && /^\\(?:u[\da-fA-F]*)?$/.test(escape)
      this.fail('a string with valid escapes', cutOff ? this.end : this.position)
    }
    this.position += length
  }

  private word<T>(text: Buffer, value: T): T {
    while (this.end - this.position < text.length && this.refill());
    for (let index = 0; index < text.length; index++) {
      const at = this.position + index
      if (this.bytes[at] !== text[index]) this.fail('a JSON value', at === this.end ? at : this.position)
    }
    this.position += text.length
    return value
  }
}
