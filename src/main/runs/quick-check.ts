import { existsSync, statSync } from 'node:fs'
import type SQLite from 'better-sqlite3'
import { corruptStore } from './store-error.ts'

/** Reading the whole file takes 1 to 3 ms a MB. */
const WHOLE_BYTES = 16 << 20
/** In a larger file, no further table is begun after this time. */
const BUDGET_MS = 30

/** What everything else hangs on first; curves, classes and series, most of a large file, are left to `checkStore`. */
const TABLES = [
  'sqlite_schema',
  'models',
  'datasets',
  'artifacts',
  'run_artifacts',
  'run_datasets',
  'run_tags',
  'runs',
  'metrics',
  'jobs',
] as const

function look(connection: SQLite.Database, file: string, argument: string): void {
  const finding = String(connection.pragma(`quick_check(${argument})`, { simple: true }))
  if (finding !== 'ok') throw corruptStore(file, finding)
}

function tableNames(connection: SQLite.Database): Set<unknown> {
  return new Set(connection.prepare('SELECT name FROM sqlite_schema').pluck().all())
}

/**
 * Looks for damage when a store is opened, with `PRAGMA quick_check`: the structure of every page and the rules of
 * every row, not whether indexes agree with tables. A small file is read whole, of a larger one the main tables, so
 * that opening stays under 100 ms. Throws STORE_CORRUPT with SQLite's first finding.
 */
export function quickCheck(connection: SQLite.Database, file: string): void {
  if (!existsSync(file)) return
  if (statSync(file).size <= WHOLE_BYTES) {
    look(connection, file, '1')
    return
  }
  const names = tableNames(connection)
  const deadline = performance.now() + BUDGET_MS
  for (const table of TABLES) {
    if (performance.now() >= deadline) return
    if (table === 'sqlite_schema' || names.has(table)) look(connection, file, `'${table}'`)
  }
}
