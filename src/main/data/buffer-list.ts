/** Buffers of one size, used again and again. */
export class BufferList {
  private readonly bytes: number
  private readonly free: ArrayBuffer[] = []

  constructor(bytes: number) {
    this.bytes = bytes
  }

  take(): ArrayBuffer {
    return this.free.pop() ?? new ArrayBuffer(this.bytes)
  }

  give(buffer: ArrayBuffer): void {
    this.free.push(buffer)
  }

  /** Gives a buffer back the first time it is called. */
  releaserOf(buffer: ArrayBuffer): () => void {
    let released = false
    return () => {
      if (!released) this.give(buffer)
      released = true
    }
  }
}
