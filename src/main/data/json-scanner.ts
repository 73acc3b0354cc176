import { numberEnd } from './json-decimal.ts'
import type { JsonKeys } from './json-keys.ts'
import { isNumberStart, JsonTokens } from './json-tokens.ts'

const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BRACKET = 0x5b
const BRACE = 0x7b
/** `]` and `}` stand two places after `[` and `{`. */
const CLOSING = 2
const MAX_DEPTH = 1 << 16

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'literal'

/**
 * Reads JSON (RFC 8259, UTF-8, a byte order mark allowed) of any size from a source, one value after the other, where the
 * caller says what it expects next. Only what is asked for becomes a string or a number; the rest is checked and passed
 * over. Anything that is not JSON, NaN and Infinity included, throws JSON_INVALID with the byte offset and the line.
 *
 * Written for annotation files of hundreds of megabytes: stream-json, which makes an object for every token, reads a COCO
 * file about 20 times more slowly (12 against 250 MB/s), and JSON.parse needs the whole file as one string, of which V8
 * allows 512 MB, and all segmentations as objects.
 */
export class JsonScanner extends JsonTokens {
  /** Closing byte of every container that `skip` is inside of. */
  private readonly nest = new Uint8Array(MAX_DEPTH)

  /** What the next value is. */
  kind(): JsonKind {
    const byte = this.peek()
    if (byte === BRACE) return 'object'
    if (byte === BRACKET) return 'array'
    if (byte === QUOTE) return 'string'
    return isNumberStart(byte) ? 'number' : 'literal'
  }

  /** Reads an object: `onKey` must consume the value of each key it is called for; values of other keys are skipped. */
  object<Key extends string>(keys: JsonKeys<Key>, onKey: (key: Key) => void): void {
    this.take(BRACE, 'an object')
    if (this.closes(BRACE + CLOSING)) return
    do {
      const key = this.key(keys)
      if (key === undefined) this.skip()
      else onKey(key)
    } while (this.continues(BRACE + CLOSING))
  }

  /** Reads an array: `onElement` must consume one element. */
  array(onElement: () => void): void {
    this.take(BRACKET, 'an array')
    if (this.closes(BRACKET + CLOSING)) return
    do onElement()
    while (this.continues(BRACKET + CLOSING))
  }

  /** Passes over one value of any kind and depth. It is checked, but nothing is made of it. */
  skip(): void {
    let depth = 0
    for (;;) {
      const byte = this.peek()
      if ((byte === BRACKET || byte === BRACE) && !this.opensEmpty(byte)) {
        if (depth === MAX_DEPTH) this.fail(`at most ${MAX_DEPTH} nested values`)
        this.nest[depth++] = byte + CLOSING
        if (byte === BRACE) this.skipKey()
        continue
      }
      if (byte === QUOTE) this.skipString()
      else if (isNumberStart(byte)) {
        if (depth > 0 && this.nest[depth - 1] === BRACKET + CLOSING) this.passNumbers()
        this.position = this.wholeNumber()
      } else if (byte !== BRACKET && byte !== BRACE) this.literal()
      while (depth > 0 && !this.continues(this.nest[depth - 1])) depth--
      if (depth === 0) return
      if (this.nest[depth - 1] === BRACE + CLOSING) this.skipKey()
    }
  }

  /** Makes sure that nothing follows. */
  finish(): void {
    this.peek()
    if (this.position < this.end) this.fail('the end of the file')
  }

  private take(byte: number, expected: string): void {
    if (this.peek() !== byte) this.fail(expected)
    this.position++
  }

  /** Consumes the closing byte if it comes next. */
  private closes(closing: number): boolean {
    if (this.peek() !== closing) return false
    this.position++
    return true
  }

  /** Consumes the opening byte, and the closing one if it follows at once. */
  private opensEmpty(opening: number): boolean {
    this.position++
    return this.closes(opening + CLOSING)
  }

  /** Consumes a comma (true) or the closing byte (false). */
  private continues(closing: number): boolean {
    const byte = this.peek()
    if (byte !== COMMA && byte !== closing) this.fail(`',' or '${String.fromCharCode(closing)}'`)
    this.position++
    return byte === COMMA
  }

  /** Consumes a key and its colon. @returns undefined for a key that is not in the table. */
  private key<Key extends string>(keys: JsonKeys<Key>): Key | undefined {
    if (this.peek() !== QUOTE) this.fail('a key in double quotes')
    const end = this.stringEnd()
    const key = this.escaped ? keys.find(this.unescape(end)) : keys.match(this.bytes, this.position + 1, end)
    this.position = end + 1
    this.take(COLON, "':'")
    return key
  }

  /**
   * Passes over the numbers of an array up to the last that the window holds with its successor: most of an annotation
   * file is lists of coordinates.
   */
  private passNumbers(): void {
    const { bytes, end } = this
    for (;;) {
      const stop = numberEnd(bytes, this.position)
      if (stop < 0 || stop + 2 >= end || bytes[stop] !== COMMA) return
      const next = bytes[stop + 1] === SPACE ? stop + 2 : stop + 1
      if (!isNumberStart(bytes[next])) return
      this.position = next
    }
  }

  private skipKey(): void {
    if (this.peek() !== QUOTE) this.fail('a key in double quotes')
    this.skipString()
    this.take(COLON, "':'")
  }
}
