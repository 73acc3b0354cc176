import { rmSync, statSync, type Stats } from 'node:fs'
import { basename, join } from 'node:path'
import { backupsFolder, stagingFolder } from './layout.ts'
import { listFolder } from './staging.ts'
import { isAbandoned } from './temporary-name.ts'

/** Something unfinished that a killed process left. */
export interface Leftover {
  path: string
  /** Bytes that it alone takes, with everything in it. */
  size: number
}

function statusOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
}

/** Bytes that a file or folder alone takes. */
export function sizeOf(path: string): number {
  const status = statusOf(path)
  // A file with another name, as in a backup, takes no space of its own.
  if (status?.isDirectory() !== true) return status === undefined || status.nlink > 1 ? 0 : status.size
  return listFolder(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

function isLeftover(path: string): boolean {
  const status = statusOf(path)
  return status !== undefined && isAbandoned(basename(path), status.mtimeMs)
}

/** Below `backups`: half copies of the database, and folders that hold nothing but a half copy of the store. */
function halfBackups(home: string): string[] {
  return listFolder(backupsFolder(home))
    .map((name) => join(backupsFolder(home), name))
    .filter((path) => {
      const parts = listFolder(path).map((name) => join(path, name))
      return isLeftover(path) || (parts.length > 0 && parts.every(isLeftover))
    })
}

/** What killed processes left directly in a folder. */
export function leftoversIn(folder: string): string[] {
  return listFolder(folder)
    .map((name) => join(folder, name))
    .filter(isLeftover)
}

/** What killed processes left unfinished in a home folder. */
export function leftovers(home: string): Leftover[] {
  const paths = [...leftoversIn(stagingFolder(home)), ...halfBackups(home)]
  return paths.map((path) => ({ path, size: sizeOf(path) }))
}

/** Removes what killed processes left. @returns bytes freed. */
export function removeLeftovers(home: string): number {
  let freed = 0
  for (const { path, size } of leftovers(home)) {
    try {
      rmSync(path, { recursive: true, force: true })
      freed += size
    } catch {
      // No reason not to open the store; `checkStore` still finds it.
    }
  }
  return freed
}
