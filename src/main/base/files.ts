import { createHash, randomBytes } from 'node:crypto'
import { makeFolder } from './folders.ts'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileError, QuantbenchError } from './errors.ts'

/** Lower-case hexadecimal SHA-256 of bytes or of UTF-8 text. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** SHA-256 of a file of any size, read as a stream. Throws FILE_NOT_FOUND or FILE_UNREADABLE. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  } catch (error) {
    throw fileError(error, path, 'read')
  }
  return hash.digest('hex')
}

/** What `writeAtomically` writes: one piece, or pieces one after the other. */
export type FileContent =
  Uint8Array | string | Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>

function pieces(content: FileContent): Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string> {
  return typeof content === 'string' || content instanceof Uint8Array ? [content] : content
}

/**
 * Writes a file so that a reader sees the old content or the whole new content, never a part: a temporary name
 * beside the target, fsync, rename. Folders are made. On any failure the temporary file is removed.
 * Throws DISK_FULL or FILE_UNWRITABLE.
 */
export async function writeAtomically(path: string, content: FileContent): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`
  try {
    makeFolder(dirname(path))
    const file = await open(temporary, 'wx')
    try {
      for await (const piece of pieces(content)) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
        for (let offset = 0; offset < bytes.length;) {
          // Linux writes at most 2 GiB − 4 KiB a call.
          const { bytesWritten } = await file.write(bytes, offset, Math.min(bytes.length - offset, 1 << 30))
          offset += bytesWritten
        }
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    // What matters is why the writing failed, not that the clean-up had nothing to do.
    await rm(temporary, { force: true }).catch(() => undefined)
    throw fileError(error, path, 'write')
  }
}

/**
 * Makes sure, before long work, that a file can be written at a path, without touching what may be there.
 * Throws DISK_FULL or FILE_UNWRITABLE.
 */
export async function requireWritable(path: string): Promise<void> {
  const probe = `${path}.${randomBytes(6).toString('hex')}.probe`
  try {
    await writeAtomically(probe, '')
  } catch (error) {
    throw fileError(error instanceof QuantbenchError ? error.cause : error, path, 'write')
  }
  await rm(probe, { force: true })
}
