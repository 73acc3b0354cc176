import { closeSync, openSync, readSync } from 'node:fs'
import { fileError } from '../base/errors.ts'

/** Bytes that can be read at any place, a piece at a time. */
export interface ByteSource {
  /** What error messages call it: the path of the file. */
  readonly name: string
  /** Fills `target` (or the front of it) from `offset` on. @returns the number of bytes, 0 only at the end. */
  read(target: Uint8Array, offset: number): number
}

/** Opens a file, hands it on as a source, and closes it. Throws FILE_NOT_FOUND or FILE_UNREADABLE. */
export function withFileSource<T>(path: string, use: (source: ByteSource) => T): T {
  let file: number | undefined
  try {
    const opened = openSync(path, 'r')
    file = opened
    return use({ name: path, read: (target, offset) => readSync(opened, target, 0, target.length, offset) })
  } catch (error) {
    throw fileError(error, path, 'read')
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/**
 * A part of a source that slides forward. `bytes[end]` is always 0, so that loops over a token need no bounds check:
 * they stop there, see that they are at `end`, and ask for more.
 */
export class ByteWindow {
  protected readonly source: ByteSource
  protected bytes: Buffer
  /** First byte not yet consumed. */
  protected position = 0
  protected end = 0
  /** Offset of `bytes[0]` in the source. */
  protected base = 0

  /** @param size bytes held at once; a longer token makes the window grow. */
  constructor(source: ByteSource, size: number) {
    this.source = source
    this.bytes = Buffer.alloc(size + 1)
  }

  /** Reads on, keeping everything from `position`, which moves to 0. @returns false at the end of the source. */
  protected refill(): boolean {
    if (this.position > 0) this.slide()
    else if (this.end === this.bytes.length - 1) this.grow()
    const room = this.bytes.subarray(this.end, this.bytes.length - 1)
    const count = this.source.read(room, this.base + this.end)
    this.end += count
    this.bytes[this.end] = 0
    return count > 0
  }

  private slide(): void {
    this.bytes.copyWithin(0, this.position, this.end)
    this.base += this.position
    this.end -= this.position
    this.position = 0
  }

  private grow(): void {
    const wider = Buffer.alloc(2 * this.bytes.length)
    this.bytes.copy(wider, 0, 0, this.end)
    this.bytes = wider
  }
}
