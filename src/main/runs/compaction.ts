import { rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { throwIfCancelled } from '../base/cancel.ts'
import type { StageContext } from '../base/progress.ts'
import { removeOrphanFiles } from './artifact-files.ts'
import { databaseFile } from './layout.ts'
import { removeLeftovers } from './leftovers.ts'
import { sweepPartialWork } from './partial-work.ts'
import { requireDatabase } from './read-only-database.ts'
import { openStore, type Store } from './store.ts'
import { strayFiles } from './stray-files.ts'
import { sweepUploads } from './upload-sweep.ts'

/** Bytes that were given back, by where they were. */
export interface Compaction {
  strayFiles: number
  leftovers: number
  uploads: number
  database: number
  /** How many uploads were removed. */
  uploadsRemoved: number
}

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

function uploadsOf(store: Store): Pick<Compaction, 'uploads' | 'uploadsRemoved'> {
  const { count, bytes } = sweepUploads(store)
  return { uploads: bytes, uploadsRemoved: count }
}

function shrinkDatabase({ database, home }: Store): number {
  const before = databaseSize(home)
  database.execute('VACUUM')
  database.pragma('optimize')
  database.pragma('wal_checkpoint(TRUNCATE)')
  return Math.max(0, before - databaseSize(home))
}

/**
 * Gives unused space back: stray files, leftovers of killed processes, uploads that nothing needs, empty pages of the
 * database. Other processes
 * may read meanwhile; those that write wait for the database, about 5 s a gigabyte. Throws STORE_LOCKED while another
 * process writes, CANCELLED, and DISK_FULL: the database needs its own size once more. What was freed stays so.
 */
export async function compactStore(store: Store, context: StageContext = {}): Promise<Compaction> {
  const compaction: Compaction = { strayFiles: 0, leftovers: 0, uploads: 0, database: 0, uploadsRemoved: 0 }
  const steps: [label: string, work: () => void][] = [
    ['stray files', () => (compaction.strayFiles = removeStrays(store))],
    ['leftovers', () => (compaction.leftovers = removeLeftovers(store.home) + sweepPartialWork(store))],
    ['uploads', () => Object.assign(compaction, uploadsOf(store))],
    ['database', () => (compaction.database = shrinkDatabase(store))],
  ]
  const step = { phase: 'compact', total: steps.length, unit: 'steps' }
  for (const [done, [label, work]] of steps.entries()) {
    context.onProgress?.({ ...step, done, label })
    // Lets a cancel be heard: each step keeps the thread to its end.
    await turn()
    throwIfCancelled(context.signal)
    work()
  }
  context.onProgress?.({ ...step, done: steps.length })
  return compaction
}

/**
 * Compacts the store in a home folder; as `compactStore`, and opening a store removes the leftovers already.
 * Throws STORE_UNAVAILABLE where there is none.
 */
export async function compactHome(home: string, context: StageContext = {}): Promise<Compaction> {
  requireDatabase(databaseFile(home))
  const leftovers = removeLeftovers(home)
  using store = openStore(home)
  const compaction = await compactStore(store, context)
  return { ...compaction, leftovers: compaction.leftovers + leftovers }
}
