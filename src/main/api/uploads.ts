import { createHash, randomUUID } from 'node:crypto'
import { appendFile, rename, rm, statfs, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { sha256File } from '../base/files.ts'
import { makeFolder } from '../base/folders.ts'
import { stagingFolder, uploadsFolder } from '../runs/layout.ts'
import { temporaryName } from '../runs/temporary-name.ts'

/** A file that is going to be handed over. */
export interface Announced {
  /** Without folders. */
  name: string
  /** Bytes. */
  size: number
}

interface Part extends Announced {
  path: string
  received: number
}

interface Upload {
  folder: string
  parts: readonly Part[]
}

const MOST_OPEN = 8

function wrongUse(expected: string): QuantbenchError {
  return new QuantbenchError('USAGE', expected, { wayOut: 'Drop the files once more.' })
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= bytes) return
  throw new QuantbenchError('DISK_FULL', `Expected ${bytes} bytes of free space in ${folder}, got fewer`, {
    wayOut: 'Free some space, or open the file where it already lies.',
  })
}

/**
 * Files that a browser hands over piece by piece, since it does not say where they lie. They end in a folder of
 * `uploads` that is named by their content: the same files once more are the same paths. What nothing uses goes when the
 * store is compacted. What is not finished lies in the staging folder, which is cleared of what an engine that is gone
 * left.
 */
export class Uploads {
  private readonly home: string
  /** In the order in which they were last used. */
  private readonly open = new Map<string, Upload>()

  constructor(home: string) {
    this.home = home
  }

  /** @returns the upload's id. Throws USAGE for two files of one name, DISK_FULL, FILE_UNWRITABLE. */
  async begin(files: readonly Announced[]): Promise<string> {
    if (new Set(files.map(({ name }) => name.toLowerCase())).size < files.length)
      throw wrongUse('Expected files of different names')
    const [oldest] = this.open.keys()
    if (this.open.size >= MOST_OPEN && oldest !== undefined) await this.drop(oldest)
    const folder = join(stagingFolder(this.home), temporaryName())
    const parts = files.map((file) => ({ ...file, path: join(folder, file.name), received: 0 }))
    try {
      makeFolder(folder)
      await requireSpace(
        folder,
        files.reduce((sum, { size }) => sum + size, 0),
      )
      for (const { path } of parts) await writeFile(path, '', { flag: 'wx' })
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw fileError(error, folder, 'write')
    }
    const id = randomUUID()
    this.open.set(id, { folder, parts })
    return id
  }

  /** Adds the next piece of a file; `offset`: bytes before it. Throws USAGE, DISK_FULL, FILE_UNWRITABLE. */
  async append(id: string, file: number, offset: number, piece: Uint8Array): Promise<void> {
    const part = this.touch(id).parts[file]
    if (part === undefined) throw wrongUse(`Expected a file of the upload, got number ${file}`)
    if (offset !== part.received || offset + piece.length > part.size)
      throw wrongUse(`Expected byte ${part.received} of ${part.size} of ${part.name} next, got ${offset}`)
    part.received += piece.length
    try {
      await appendFile(part.path, piece)
    } catch (error) {
      await this.drop(id)
      throw fileError(error, part.path, 'write')
    }
  }

  /** Moves the whole files to their place. @returns their paths in the order announced. Throws USAGE, FILE_UNWRITABLE. */
  async finish(id: string): Promise<string[]> {
    const { folder, parts } = this.touch(id)
    const short = parts.find(({ received, size }) => received < size)
    if (short !== undefined)
      throw wrongUse(`Expected ${short.size} bytes of ${short.name}, got ${short.received}`)
    this.open.delete(id)
    const target = join(uploadsFolder(this.home), await this.contentOf(parts))
    try {
      makeFolder(uploadsFolder(this.home))
      // A folder that is there already holds the same: its name is its content.
      await rename(folder, target).catch(() => rm(folder, { recursive: true }))
      // Compaction goes by when it was handed over, the last time.
      const now = new Date()
      await utimes(target, now, now)
    } catch (error) {
      throw fileError(error, target, 'write')
    }
    return parts.map(({ name }) => join(target, name))
  }

  /** Forgets an upload; no matter whether there is one. */
  async drop(id: string): Promise<void> {
    const upload = this.open.get(id)
    this.open.delete(id)
    if (upload !== undefined) await rm(upload.folder, { recursive: true, force: true })
  }

  private touch(id: string): Upload {
    const upload = this.open.get(id)
    if (upload === undefined) throw wrongUse('Expected an upload that has begun')
    this.open.delete(id)
    this.open.set(id, upload)
    return upload
  }

  private async contentOf(parts: readonly Part[]): Promise<string> {
    const hash = createHash('sha256')
    for (const { name, path } of parts.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
      hash.update(`${await sha256File(path)} ${name}\n`)
    return hash.digest('hex').slice(0, 16)
  }
}
