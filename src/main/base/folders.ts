import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemCodeOf } from './errors.ts'

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/**
 * Makes a folder and those above it, where they are missing. Node's own recursive mkdir (24.x) never returns where the
 * system answers ENOENT although the parent exists, as below /proc. Throws the system's error.
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return
  const parent = dirname(path)
  if (parent !== path) makeFolder(parent)
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process may have been faster.
    if (systemCodeOf(error) !== 'EEXIST' || !isFolder(path)) throw error
  }
}
