import { existsSync, readFileSync, statSync } from 'node:fs'
import SQLite from 'better-sqlite3'
import { QuantbenchError, systemCodeOf } from '../base/errors.ts'

/**
 * A database on a read-only medium, read into memory: SQLite cannot make the files that WAL needs there.
 * Bytes 18 and 19 of the header ask for WAL (SQLite file format, section 1.3.3).
 */
function openCopy(file: string): SQLite.Database {
  const bytes = readFileSync(file)
  bytes.fill(1, 18, 20)
  return new SQLite(bytes, { readonly: true })
}

function hasUnmergedLog(file: string): boolean {
  return existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0
}

/** Throws STORE_UNAVAILABLE where there is no database yet. */
export function requireDatabase(file: string): void {
  if (existsSync(file)) return
  throw new QuantbenchError(
    'STORE_UNAVAILABLE',
    `${file} does not exist: nothing has been stored there yet`,
    {
      wayOut: 'Check --home and QUANTBENCH_HOME, or make a first run.',
    },
  )
}

/**
 * Opens a database for reading only, on whatever medium. Throws STORE_UNAVAILABLE where there is none, and what SQLite
 * throws.
 */
export function openReadOnly(file: string, timeout: number): SQLite.Database {
  requireDatabase(file)
  const connection = new SQLite(file, { readonly: true, timeout })
  try {
    connection.pragma('schema_version')
    return connection
  } catch (error) {
    connection.close()
    if (!/^SQLITE_(CANTOPEN|READONLY)/.test(systemCodeOf(error) ?? '') || hasUnmergedLog(file)) throw error
    return openCopy(file)
  }
}
