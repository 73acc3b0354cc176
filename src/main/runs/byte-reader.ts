/** Thrown when a stream ends before what was asked for. */
export class UnexpectedEnd extends Error {
  constructor() {
    super('it ends too early')
    this.name = 'UnexpectedEnd'
  }
}

/** Takes lines and counted bytes from a stream of chunks, holding no more than asked for and one chunk. */
export class ByteReader {
  private readonly source: AsyncIterator<Uint8Array>
  private held: Uint8Array = new Uint8Array(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]()
  }

  /** UTF-8 text up to the next newline, without it. Throws UnexpectedEnd, and RangeError for a line over `limit` bytes. */
  async line(limit: number): Promise<string> {
    const parts: Uint8Array[] = []
    let length = 0
    for (;;) {
      await this.fill()
      const newline = this.held.indexOf(10)
      const part = this.take(newline < 0 ? this.held.length : newline)
      parts.push(part)
      length += part.length
      if (length > limit) throw new RangeError(`a line is longer than ${limit} bytes`)
      if (newline < 0) continue
      this.take(1)
      return Buffer.concat(parts).toString('utf8')
    }
  }

  /** Exactly `count` bytes, in the chunks they come in. Throws UnexpectedEnd. */
  async *chunks(count: number): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0;) {
      await this.fill()
      const chunk = this.take(Math.min(left, this.held.length))
      left -= chunk.length
      yield chunk
    }
  }

  /** Exactly `count` bytes. Throws UnexpectedEnd. */
  async bytes(count: number): Promise<Buffer> {
    const parts: Uint8Array[] = []
    for await (const chunk of this.chunks(count)) parts.push(chunk)
    return Buffer.concat(parts)
  }

  /** Everything that is left. */
  async *rest(): AsyncGenerator<Uint8Array> {
    while (!(await this.atEnd())) yield this.take(this.held.length)
  }

  async atEnd(): Promise<boolean> {
    return this.held.length === 0 && !(await this.next())
  }

  private take(count: number): Uint8Array {
    const taken = this.held.subarray(0, count)
    this.held = this.held.subarray(count)
    return taken
  }

  private async fill(): Promise<void> {
    if (this.held.length === 0 && !(await this.next())) throw new UnexpectedEnd()
  }

  private async next(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.source.next()
      if (done) return false
      if (value.length === 0) continue
      this.held = value
      return true
    }
  }
}
