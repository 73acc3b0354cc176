import { existsSync, readFileSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { fileError } from '../base/errors.ts'
import { writeAtomically } from '../base/files.ts'
import { invalidCheckpoint } from '../base/invalid-checkpoint.ts'
import { requireSame } from './checkpoint.ts'
import { identitySchema, type Identity } from './identity.ts'

const TITLE = Buffer.from('quantbench records 1\n')
/** Length and CRC-32 before the bytes of a record. */
const HEAD = 8
/** Records are written this often, or when so many bytes wait: a killed process loses no more. */
const WRITE_MS = 100
const WRITE_BYTES = 4 << 20
/** They are on the disk this often: no more is lost in a power cut. */
const SYNC_MS = 2000

/** What a log holds. */
interface Content {
  readonly identity: Identity
  readonly records: readonly Buffer[]
  /** Offset behind the last whole record. */
  readonly end: number
}

/**
 * A file that grows by records: a line that names the format, then length, CRC-32 and bytes of each record, of which
 * the first is the identity of the work as JSON. What a killed process left half-written at its end does not count.
 */
export class RecordLog {
  /** Records that an earlier process wrote. */
  readonly earlier: readonly Buffer[]
  private readonly path: string
  private readonly file: FileHandle
  private offset: number
  private waiting: Buffer[] = []
  private waitingBytes = 0
  private writtenAt = performance.now()
  private syncedAt = performance.now()
  private writing: Promise<void> | null = null

  private constructor(path: string, file: FileHandle, offset: number, earlier: readonly Buffer[]) {
    this.path = path
    this.file = file
    this.offset = offset
    this.earlier = earlier
  }

  /**
   * Opens a log to append to: with `resume` the one that is there, if any; else an empty one in its place.
   * Throws CHECKPOINT_INVALID for a log of other work or none at all, DISK_FULL, FILE_UNREADABLE, FILE_UNWRITABLE.
   */
  static async open(path: string, identity: Identity, resume: boolean): Promise<RecordLog> {
    const content = resume && existsSync(path) ? readLog(path) : null
    if (content !== null) requireSame(path, content.identity, identity)
    const start = Buffer.concat([TITLE, framed([Buffer.from(JSON.stringify(identity))])])
    if (content === null) await writeAtomically(path, start)
    const offset = content?.end ?? start.length
    try {
      const file = await open(path, 'r+')
      await file.truncate(offset)
      return new RecordLog(path, file, offset, content?.records ?? [])
    } catch (error) {
      throw fileError(error, path, 'write')
    }
  }

  /** Adds a record, and writes what waits when it is time to. Throws what the writing before threw. */
  async append(pieces: readonly Uint8Array[]): Promise<void> {
    const record = framed(pieces)
    this.waiting.push(record)
    this.waitingBytes += record.length
    const isDue = performance.now() - this.writtenAt >= WRITE_MS
    if (this.waitingBytes < WRITE_BYTES && (!isDue || this.writing !== null)) return
    // The work goes on while the disk is at it; only the next time waits for it.
    await this.writing
    this.writing = this.write().finally(() => (this.writing = null))
    this.writing.catch(() => undefined)
  }

  /** Writes all that waits, and closes the file. Throws DISK_FULL, FILE_UNWRITABLE. */
  async close(): Promise<void> {
    try {
      await this.writing
      if (this.waitingBytes > 0) await this.write()
    } finally {
      await this.file.close()
    }
  }

  private async write(): Promise<void> {
    const bytes = Buffer.concat(this.waiting)
    this.waiting = []
    this.waitingBytes = 0
    this.writtenAt = performance.now()
    try {
      for (let written = 0; written < bytes.length;) {
        const { bytesWritten } = await this.file.write(bytes, written, bytes.length - written, this.offset)
        written += bytesWritten
        this.offset += bytesWritten
      }
      if (performance.now() - this.syncedAt < SYNC_MS) return
      await this.file.datasync()
      this.syncedAt = performance.now()
    } catch (error) {
      throw fileError(error, this.path, 'write')
    }
  }
}

function framed(pieces: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(HEAD)
  head.writeUInt32LE(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0))
  head.writeUInt32LE(
    pieces.reduce((crc, piece) => crc32(piece, crc), 0),
    4,
  )
  return Buffer.concat([head, ...pieces])
}

function readLog(path: string): Content {
  const bytes = readWhole(path)
  if (!bytes.subarray(0, TITLE.length).equals(TITLE)) throw invalidCheckpoint(path, 'it is no log of records')
  const [first, ...records] = recordsOf(bytes)
  const identity = identitySchema.safeParse(first === undefined ? null : jsonOf(first))
  if (!identity.success) throw invalidCheckpoint(path, 'it is damaged')
  const end = [first, ...records].reduce((offset, { length }) => offset + HEAD + length, TITLE.length)
  return { identity: identity.data, records, end }
}

function readWhole(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

/** The records up to the first that is cut off or damaged. */
function recordsOf(bytes: Buffer): Buffer[] {
  const records: Buffer[] = []
  for (let offset = TITLE.length; offset + HEAD <= bytes.length;) {
    const end = offset + HEAD + bytes.readUInt32LE(offset)
    const record = bytes.subarray(offset + HEAD, end)
    if (end > bytes.length || crc32(record) !== bytes.readUInt32LE(offset + 4)) break
    records.push(record)
    offset = end
  }
  return records
}

/** Undefined for what is no JSON. */
function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
