import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { backupsFolder, databaseFile } from '../../../src/main/runs/layout.ts'
import { MIGRATIONS, type Migration } from '../../../src/main/runs/migrations/list.ts'
import { RUN_KINDS } from '../../../src/main/runs/run-kind.ts'
import { openStore } from '../../../src/main/runs/store.ts'
import { addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'

const NEWEST = MIGRATIONS.length

const addColumn: Migration = {
  version: NEWEST + 1,
  name: 'colour',
  sql: "ALTER TABLE runs ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'",
}
const failing: Migration = {
  version: NEWEST + 1,
  name: 'failing',
  sql: 'CREATE TABLE half (a TEXT) STRICT; INSERT INTO no_such_table VALUES (1)',
}
/** The twelve steps of SQLite's ALTER TABLE page in short: the parent table of nearly everything is replaced. */
const rebuild: Migration = {
  version: NEWEST + 1,
  name: 'rebuild',
  sql: `CREATE TABLE kinds_new (name TEXT PRIMARY KEY, title TEXT) STRICT, WITHOUT ROWID;
        INSERT INTO kinds_new SELECT name, upper(name) FROM run_kinds;
        DROP TABLE run_kinds;
        ALTER TABLE kinds_new RENAME TO run_kinds;`,
}

describe('migrations', () => {
  it('are numbered from 1 without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
  })

  it('make the whole schema from nothing, without a backup', () => {
    const store = temporaryStore()
    expect(store.database.pragma('user_version')).toEqual([String(MIGRATIONS.length)])
    expect(store.database.pragma('integrity_check')).toEqual(['ok'])
    expect(store.database.pragma('journal_mode')).toEqual(['wal'])
    expect(store.database.pragma('foreign_keys')).toEqual(['1'])
    expect(store.database.pragma('synchronous')).toEqual(['2'])
    expect(existsSync(backupsFolder(store.home))).toBe(false)
  })

  it('hold the same run kinds as the code', () => {
    const home = temporaryFolder()
    temporaryStore(home)
    const database = new SQLite(databaseFile(home), { readonly: true })
    const kinds = database.prepare('SELECT name FROM run_kinds').pluck().all()
    database.close()
    expect(new Set(kinds)).toEqual(new Set(RUN_KINDS))
  })

  it('copy the database before they change it, with what is still in the write-ahead log', () => {
    const home = temporaryFolder()
    const id = addRun(temporaryStore(home), { name: 'before' })
    const migrated = temporaryStore(home, { migrations: [...MIGRATIONS, addColumn] })
    expect(migrated.runs.get(id).name).toBe('before')
    expect(migrated.database.pragma('user_version')).toEqual([String(NEWEST + 1)])
    const backups = readdirSync(backupsFolder(home))
    const name = new RegExp(`^before-schema-${NEWEST + 1}-\\d{8}T\\d+Z\\.sqlite$`)
    expect(backups).toEqual([expect.stringMatching(name)])
    const restored = temporaryFolder()
    writeFileSync(databaseFile(restored), readFileSync(join(backupsFolder(home), backups[0])))
    expect(temporaryStore(restored).runs.get(id).name).toBe('before')
  })

  it('bring a store of every older schema up to date', () => {
    for (let version = 1; version < NEWEST; version++) {
      const home = temporaryFolder()
      const older = openStore(home, { migrations: MIGRATIONS.slice(0, version) })
      const id = addRun(older)
      older.close()
      const migrated = temporaryStore(home)
      expect(migrated.runs.get(id).status).toBe('done')
      expect(migrated.database.pragma('user_version')).toEqual([String(NEWEST)])
    }
  })

  it('keep rows that refer to a table that is rebuilt', () => {
    const home = temporaryFolder()
    const id = addRun(temporaryStore(home), {}, [{ name: 'AP', value: 0.3 }])
    const migrated = temporaryStore(home, { migrations: [...MIGRATIONS, rebuild] })
    expect(migrated.runs.get(id).kind).toBe('ptq')
    expect(migrated.metrics.list(id)).toHaveLength(1)
    expect(migrated.database.pragma('foreign_keys')).toEqual(['1'])
  })

  it('leave the database as it was when one fails', () => {
    const home = temporaryFolder()
    const store = openStore(home)
    const id = addRun(store)
    store.close()
    expect(() => openStore(home, { migrations: [...MIGRATIONS, failing] })).toThrow(/no_such_table/)
    const again = temporaryStore(home)
    expect(again.database.pragma('user_version')).toEqual([String(NEWEST)])
    expect(again.database.pragma('table_list').join()).not.toContain('half')
    expect(again.runs.get(id).status).toBe('done')
  })

  it('refuse one that breaks references', () => {
    const home = temporaryFolder()
    addRun(temporaryStore(home))
    const broken = { version: NEWEST + 1, name: 'broken', sql: "DELETE FROM run_kinds WHERE name = 'ptq'" }
    expect(() => openStore(home, { migrations: [...MIGRATIONS, broken] })).toThrow(
      expect.objectContaining({ code: 'STORE_CORRUPT' }),
    )
    expect(temporaryStore(home).database.pragma('user_version')).toEqual([String(NEWEST)])
  })

  it('refuse a store of a newer program and leave its bytes alone', () => {
    const home = temporaryFolder()
    openStore(home, { migrations: [...MIGRATIONS, addColumn] }).close()
    const before = readFileSync(databaseFile(home))
    for (const readOnly of [false, true]) {
      expect(() => openStore(home, { readOnly })).toThrow(
        expect.objectContaining({
          code: 'STORE_NEWER',
          message: expect.stringContaining(`schema ${NEWEST + 1}`),
        }),
      )
    }
    expect(readFileSync(databaseFile(home)).equals(before)).toBe(true)
  })
})
