import { statSync } from 'node:fs'
import { fileError, QuantbenchError } from './errors.ts'

/**
 * Throws unless something can be read to its end: FILE_NOT_FOUND, or FILE_UNREADABLE for a pipe, a device or a socket,
 * which may never say anything or never stop. Folders pass, where they may be meant.
 */
export function requireReadable(path: string, { folders = false } = {}): void {
  let found
  try {
    found = statSync(path)
  } catch (error) {
    throw fileError(error, path, 'read')
  }
  if (found.isFile() || (folders && found.isDirectory())) return
  const what = found.isDirectory() ? 'a folder' : 'a pipe, a device or a socket'
  throw new QuantbenchError('FILE_UNREADABLE', `${path}: expected a file, got ${what}`, {
    wayOut: 'Check the path.',
  })
}
