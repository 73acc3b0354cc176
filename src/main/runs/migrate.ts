import { join } from 'node:path'
import type SQLite from 'better-sqlite3'
import { QuantbenchError } from '../base/errors.ts'
import type { Migration } from './migrations/list.ts'
import { corruptStore } from './store-error.ts'
import { writeSnapshot } from './snapshot.ts'

/** `QBNC`: marks a SQLite file as a store of this program (PRAGMA application_id). */
export const APPLICATION_ID = 0x51424e43

export interface MigrationPlan {
  /** The database file. */
  file: string
  /** Where a copy goes before anything is changed. */
  backups: string
  migrations: readonly Migration[]
}

/** The schema's version: 0 for an empty database. */
export function schemaVersion(connection: SQLite.Database): number {
  return Number(connection.pragma('user_version', { simple: true }))
}

/** Throws STORE_NEWER when a later program has migrated the store. Changes nothing. */
export function refuseNewer(connection: SQLite.Database, plan: MigrationPlan): void {
  const version = schemaVersion(connection)
  const newest = plan.migrations.length
  if (version <= newest) return
  throw new QuantbenchError(
    'STORE_NEWER',
    `${plan.file} has schema ${version}, this program knows schemas up to ${newest}`,
    { wayOut: 'Update the program, or choose another home folder with --home.' },
  )
}

function backupName(version: number): string {
  const time = new Date().toISOString().replaceAll(/[-:]/g, '').replace('.', '')
  return `before-schema-${version + 1}-${time}.sqlite`
}

function checkReferences(connection: SQLite.Database, file: string): void {
  const broken = connection.pragma('foreign_key_check')
  if (Array.isArray(broken) && broken.length > 0) {
    throw corruptStore(file, `${broken.length} broken references after the migration`)
  }
}

function applyMissing(connection: SQLite.Database, plan: MigrationPlan): void {
  // Under the lock: another process may have migrated meanwhile.
  refuseNewer(connection, plan)
  const version = schemaVersion(connection)
  const missing = plan.migrations.slice(version)
  if (missing.length === 0) return
  // The copy reads through its own connection while this one holds the write lock: nothing is missing from it.
  if (version > 0) writeSnapshot(plan.file, join(plan.backups, backupName(version)))
  for (const migration of missing) connection.exec(migration.sql)
  checkReferences(connection, plan.file)
  connection.pragma(`application_id = ${APPLICATION_ID}`)
  connection.pragma(`user_version = ${plan.migrations.length}`)
}

/**
 * Brings the schema to the newest version in one transaction, after copying a database that has content.
 * On any failure the database is as it was. Throws STORE_NEWER, DISK_FULL and what SQLite throws.
 */
export function migrate(connection: SQLite.Database, plan: MigrationPlan): void {
  if (schemaVersion(connection) === plan.migrations.length) return
  // With foreign keys on, rebuilding a parent table would delete the rows that refer to it. Cannot change in a transaction.
  connection.pragma('foreign_keys = OFF')
  try {
    connection.transaction(applyMissing).immediate(connection, plan)
  } finally {
    connection.pragma('foreign_keys = ON')
  }
}
