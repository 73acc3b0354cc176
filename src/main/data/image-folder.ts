import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileError } from '../base/errors.ts'

const IMAGE_NAME = /\.(?:jpe?g|png|bmp|webp|tiff?)$/i

/** Whether a file name ends as images do that can be decoded. */
export function isImageName(name: string): boolean {
  return IMAGE_NAME.test(name)
}

/**
 * Images in a folder and all folders below it, as paths relative to it with `/`, in code unit order on every machine.
 * Hidden files and folders are left out, links are followed, a folder that is met twice is listed once.
 * Throws FILE_NOT_FOUND or FILE_UNREADABLE.
 */
export function listImages(folder: string): string[] {
  const found: string[] = []
  const visited = new Set<string>()
  const visit = (absolute: string, prefix: string): void => {
    const real = realpathSync(absolute)
    if (visited.has(real)) return
    visited.add(real)
    for (const entry of readdirSync(absolute, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue
      const path = join(absolute, entry.name)
      if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(path)))
        visit(path, `${prefix}${entry.name}/`)
      else if (isImageName(entry.name)) found.push(prefix + entry.name)
    }
  }
  try {
    visit(folder, '')
  } catch (error) {
    throw fileError(error, folder, 'read')
  }
  return found.sort()
}

/** Whether the path exists and is a folder. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** Whether the path exists and is a file. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
