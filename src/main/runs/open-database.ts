import SQLite from 'better-sqlite3'
import { QuantbenchError, systemCodeOf } from '../base/errors.ts'
import { APPLICATION_ID, migrate, refuseNewer, schemaVersion, type MigrationPlan } from './migrate.ts'
import { quickCheck } from './quick-check.ts'
import { openReadOnly } from './read-only-database.ts'
import { storeError } from './store-error.ts'

export interface DatabaseOptions extends MigrationPlan {
  readOnly: boolean
  /** How long a statement waits for another process's lock. */
  busyTimeoutMs: number
  /** Leaves the quick check out. */
  unchecked: boolean
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/** Switching to WAL needs the file alone for a moment, and SQLite does not wait for that by itself. */
function enableWal(connection: SQLite.Database, timeoutMs: number): void {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    try {
      connection.pragma('journal_mode = WAL')
      return
    } catch (error) {
      const busy = systemCodeOf(error)?.startsWith('SQLITE_BUSY') ?? false
      if (!busy || performance.now() >= deadline) throw error
      pause(10)
    }
  }
}

function configure(connection: SQLite.Database, options: DatabaseOptions): void {
  connection.pragma('foreign_keys = ON')
  connection.pragma('trusted_schema = OFF')
  connection.pragma('cell_size_check = ON')
  connection.function('fold', { deterministic: true }, (text: unknown) => String(text).toLowerCase())
  if (options.readOnly) return
  enableWal(connection, options.busyTimeoutMs)
  connection.pragma('synchronous = FULL')
  // macOS: fsync alone leaves the data in the drive's cache.
  connection.pragma('fullfsync = ON')
  connection.pragma(`journal_size_limit = ${64 << 20}`)
}

/** Throws STORE_UNAVAILABLE when the database belongs to another program. */
function refuseForeign(connection: SQLite.Database, file: string): void {
  // In one transaction: another process may be creating the store right now.
  const [application, version, tables] = connection.transaction(() => [
    Number(connection.pragma('application_id', { simple: true })),
    schemaVersion(connection),
    Number(connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()),
  ])()
  const empty = application === 0 && version === 0 && tables === 0
  if (application === APPLICATION_ID || empty) return
  throw new QuantbenchError(
    'STORE_UNAVAILABLE',
    `${file} is a SQLite database, but not a store of this program`,
    {
      wayOut: 'Choose another home folder with --home.',
    },
  )
}

function refuseOlder(connection: SQLite.Database, options: DatabaseOptions): void {
  const version = schemaVersion(connection)
  if (version === options.migrations.length) return
  throw new QuantbenchError(
    'STORE_UNAVAILABLE',
    `${options.file} has schema ${version}, expected ${options.migrations.length}, and is opened for reading only`,
    { wayOut: 'Open it once with write access to bring it up to date.' },
  )
}

function prepare(connection: SQLite.Database, options: DatabaseOptions): void {
  refuseForeign(connection, options.file)
  refuseNewer(connection, options)
  configure(connection, options)
  if (!options.unchecked) quickCheck(connection, options.file)
  if (options.readOnly) refuseOlder(connection, options)
  else migrate(connection, options)
}

/**
 * Opens the database of a store, creates or migrates it, and checks its structure.
 * Throws STORE_UNAVAILABLE, STORE_NEWER, STORE_LOCKED, STORE_CORRUPT or DISK_FULL; a refused file is left as it was.
 */
export function openDatabase(options: DatabaseOptions): SQLite.Database {
  let connection: SQLite.Database | undefined
  try {
    connection = options.readOnly
      ? openReadOnly(options.file, options.busyTimeoutMs)
      : new SQLite(options.file, { timeout: options.busyTimeoutMs })
    prepare(connection, options)
    return connection
  } catch (error) {
    connection?.close()
    throw storeError(error, options.file)
  }
}
