import { createHash } from 'node:crypto'
import { makeFolder } from '../base/folders.ts'
import { readdirSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileError } from '../base/errors.ts'
import { stagingFolder } from './layout.ts'
import { temporaryName } from './temporary-name.ts'

/** Content that is safely on disk under a temporary name, not yet part of the store. */
export interface Staged {
  sha256: string
  /** Bytes. */
  size: number
  path: string
}

export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

async function writePieces(path: string, pieces: Pieces): Promise<Staged> {
  const onDisk = async <Result>(work: Promise<Result>): Promise<Result> =>
    work.catch((error: unknown) => {
      throw fileError(error, path, 'write')
    })
  const hash = createHash('sha256')
  let size = 0
  const file = await onDisk(open(path, 'wx'))
  try {
    for await (const piece of pieces) {
      hash.update(piece)
      await onDisk(file.writeFile(piece))
      size += piece.length
    }
    await onDisk(file.sync())
  } finally {
    await file.close()
  }
  return { sha256: hash.digest('hex'), size, path }
}

/**
 * Writes pieces to a temporary file of the store, hashing them on the way, and syncs it.
 * Throws DISK_FULL, FILE_UNWRITABLE and what reading the pieces throws; then nothing is left.
 */
export async function stage(home: string, pieces: Pieces): Promise<Staged> {
  const folder = stagingFolder(home)
  const path = join(folder, temporaryName())
  try {
    makeStagingFolder(folder)
    return await writePieces(path, pieces)
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined)
    throw error
  }
}

function makeStagingFolder(folder: string): void {
  try {
    makeFolder(folder)
  } catch (error) {
    throw fileError(error, folder, 'write')
  }
}

/** Names in a folder; none when it does not exist. */
export function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
