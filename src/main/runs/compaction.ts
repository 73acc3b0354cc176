import { rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { removeOrphanFiles } from './artifact-files.ts'
import { strayFiles } from './check.ts'
import { databaseFile } from './layout.ts'
import { sweepStaging } from './staging.ts'
import type { Store } from './store.ts'

function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function databaseSize(home: string): number {
  const file = databaseFile(home)
  return fileSize(file) + fileSize(`${file}-wal`)
}

const HASH = /^[0-9a-f]{64}$/

function removeStrays(store: Store): number {
  const strays = strayFiles(store)
  // Named like artifacts: one may just be coming in, so its row is looked for again under the lock.
  const hashes = strays.map((path) => basename(path)).filter((name) => HASH.test(name))
  let freed = removeOrphanFiles(store.database, store.home, hashes)
  for (const path of strays) {
    if (HASH.test(basename(path))) continue
    freed += fileSize(path)
    rmSync(path, { force: true, recursive: true })
  }
  return freed
}

/**
 * Gives unused space back: stray files, leftovers of killed processes, empty pages of the database.
 * Throws STORE_LOCKED while another process writes, and DISK_FULL: the database needs its own size once more.
 * @returns bytes freed.
 */
export function compactStore(store: Store): number {
  const freedFiles = removeStrays(store) + sweepStaging(store.home)
  const before = databaseSize(store.home)
  store.database.execute('VACUUM')
  store.database.pragma('optimize')
  store.database.pragma('wal_checkpoint(TRUNCATE)')
  return freedFiles + Math.max(0, before - databaseSize(store.home))
}
