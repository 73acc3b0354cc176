import { realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileError } from '../base/errors.ts'

/** The folder of what is named: itself, or for a file the one that holds it. Throws FILE_NOT_FOUND. */
export async function folderOf(path: string): Promise<string> {
  try {
    const real = await realpath(path)
    return (await stat(real)).isDirectory() ? resolve(path) : dirname(resolve(path))
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}
