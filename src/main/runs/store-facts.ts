import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import SQLite from 'better-sqlite3'
import { messageOf, QuantbenchError } from '../base/errors.ts'
import type { StoreFacts } from '../stages/doctor/store-check.ts'
import { databaseFile } from './layout.ts'
import { openStore } from './store.ts'

function sqliteVersion(): string {
  const memory = new SQLite(':memory:')
  try {
    return String(memory.prepare('SELECT sqlite_version()').pluck().get())
  } finally {
    memory.close()
  }
}

/** Whether a folder can be written, or made: the nearest one above that exists decides. */
function canWrite(folder: string): boolean {
  let place = folder
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place)
  try {
    accessSync(place, constants.W_OK)
    return statSync(place).isDirectory()
  } catch {
    return false
  }
}

/** Bytes of the files in a folder and below. */
function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const sizes = files.map(({ parentPath, name }) =>
    statSync(join(parentPath, name), { throwIfNoEntry: false }),
  )
  return sizes.reduce((sum, stat) => sum + (stat?.size ?? 0), 0)
}

function problemOf(error: unknown): StoreFacts['problem'] {
  const wayOut = error instanceof QuantbenchError ? (error.wayOut ?? null) : null
  return { message: messageOf(error), wayOut }
}

/**
 * The store of a home folder as doctor tells it. Opens it for reading only, which checks the structure of a database
 * that is not too large for that; makes and changes nothing. Never throws for what is wrong with the store.
 */
export function storeFacts(home: string): StoreFacts {
  const facts = { home, writable: canWrite(home), sqliteVersion: sqliteVersion() }
  if (!existsSync(databaseFile(home)))
    return { ...facts, exists: false, sizeBytes: 0, runs: null, problem: null }
  try {
    using store = openStore(home, { readOnly: true, busyTimeoutMs: 1000 })
    const { total } = store.runs.list({ limit: 1 })
    return { ...facts, exists: true, sizeBytes: sizeOf(home), runs: total, problem: null }
  } catch (error) {
    return { ...facts, exists: true, sizeBytes: 0, runs: null, problem: problemOf(error) }
  }
}
