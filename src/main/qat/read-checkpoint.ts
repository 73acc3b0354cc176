import { existsSync, readFileSync } from 'node:fs'
import { fileError } from '../base/errors.ts'
import { invalidCheckpoint } from '../base/invalid-checkpoint.ts'
import { ArchiveError, decodeArchive, type Archive, type ArchiveFormat } from '../base/tensor-archive.ts'

/**
 * Reads the archive of a training, or null where there is no file. Throws CHECKPOINT_INVALID where it is damaged or
 * belongs to another training, FILE_UNREADABLE.
 */
export function readCheckpoint<Fields extends { readonly identity: string }>(
  format: ArchiveFormat<Fields>,
  path: string,
  identity: string,
): Archive<Fields> | null {
  if (!existsSync(path)) return null
  const archive = decode(format, read(path), path)
  if (archive.fields.identity !== identity)
    throw invalidCheckpoint(path, 'it belongs to a training with other models, data or settings')
  return archive
}

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

function decode<Fields>(format: ArchiveFormat<Fields>, bytes: Buffer, path: string): Archive<Fields> {
  try {
    return decodeArchive(format, bytes)
  } catch (error) {
    throw error instanceof ArchiveError ? invalidCheckpoint(path, error.message) : error
  }
}
