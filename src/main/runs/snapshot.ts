import { makeFolder } from '../base/folders.ts'
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileError } from '../base/errors.ts'
import { openReadOnly } from './read-only-database.ts'
import { storeError } from './store-error.ts'
import { syncFolder } from './sync-folder.ts'
import { temporaryName } from './temporary-name.ts'

const BUSY_TIMEOUT_MS = 10_000

function copyDatabase(file: string, copy: string): void {
  const source = openReadOnly(file, BUSY_TIMEOUT_MS)
  try {
    source.prepare('VACUUM INTO ?').run(copy)
  } finally {
    source.close()
  }
}

function syncFile(path: string): void {
  const handle = openSync(path, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Removes a file that may not be there, or may not even be possible there. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The error that led here is the one to report.
  }
}

/**
 * Writes the database's last committed state to `target`, while other processes may go on using it: a temporary
 * name, fsync, rename. Throws DISK_FULL, FILE_UNWRITABLE or STORE_CORRUPT; nothing half-written stays.
 */
export function writeSnapshot(file: string, target: string): void {
  const temporary = join(dirname(target), `${basename(target)}.${temporaryName()}`)
  try {
    makeFolder(dirname(target))
    copyDatabase(file, temporary)
    syncFile(temporary)
    renameSync(temporary, target)
    syncFolder(dirname(target))
  } catch (error) {
    discard(temporary)
    const known = storeError(error, file)
    throw known === error ? fileError(error, target, 'write') : known
  }
}
