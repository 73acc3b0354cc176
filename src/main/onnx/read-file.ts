import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { fileError } from '../base/errors.ts'

/** Reads a whole file of any size (a single read call stops at 2 GiB on Linux). Throws FILE_NOT_FOUND or FILE_UNREADABLE. */
export function readWholeFile(path: string): Uint8Array {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const bytes = new Uint8Array(fstatSync(file).size)
    for (let offset = 0; offset < bytes.length;) {
      const count = readSync(file, bytes, offset, Math.min(bytes.length - offset, 1 << 30), offset)
      if (count === 0) return bytes.subarray(0, offset)
      offset += count
    }
    return bytes
  } catch (error) {
    throw fileError(error, path, 'read')
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
