import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { backupStore, newBackupFolder } from '../../../src/main/runs/backup.ts'
import { checkHome } from '../../../src/main/runs/check.ts'
import { databaseFile } from '../../../src/main/runs/layout.ts'
import { MIGRATIONS } from '../../../src/main/runs/migrations/list.ts'
import { openStore } from '../../../src/main/runs/store.ts'
import { addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'
import { mountRefusal, mountSmallDisk } from './small-disk.ts'

function storeWithRuns(home: string, count: number): void {
  const store = openStore(home)
  for (let index = 0; index < count; index++) addRun(store, { notes: 'x'.repeat(500) })
  store.close()
}

describe('openStore on a bad file', () => {
  it('refuses what is no database', () => {
    const home = temporaryFolder()
    writeFileSync(
      databaseFile(home),
      'this is a text file, and long enough to be read as a header. '.repeat(20),
    )
    expect(() => openStore(home)).toThrow(
      expect.objectContaining({ code: 'STORE_CORRUPT', wayOut: expect.stringContaining('backups') }),
    )
  })

  it('refuses a damaged page', () => {
    const home = temporaryFolder()
    storeWithRuns(home, 60)
    const bytes = readFileSync(databaseFile(home))
    bytes.fill(0xaa, bytes.length - 3 * 4096, bytes.length - 4096)
    writeFileSync(databaseFile(home), bytes)
    expect(() => openStore(home)).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }))
  })

  it('refuses a file that is cut off', () => {
    const home = temporaryFolder()
    storeWithRuns(home, 60)
    writeFileSync(databaseFile(home), readFileSync(databaseFile(home)).subarray(0, 20_000))
    expect(() => openStore(home)).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }))
  })

  it("refuses another program's database and does not touch it", () => {
    const home = temporaryFolder()
    const other = new SQLite(databaseFile(home))
    other.exec('CREATE TABLE songs (title TEXT)')
    other.close()
    const before = readFileSync(databaseFile(home))
    expect(() => openStore(home)).toThrow(
      expect.objectContaining({ code: 'STORE_UNAVAILABLE', message: expect.stringContaining('not a store') }),
    )
    expect(readFileSync(databaseFile(home)).equals(before)).toBe(true)
  })

  it('takes an empty file, as a killed first start leaves it, for a new store', () => {
    const home = temporaryFolder()
    writeFileSync(databaseFile(home), '')
    expect(temporaryStore(home).runs.list().total).toBe(0)
  })
})

describe('openStore beside another process', () => {
  it('says that the store is locked, when it opens and when it writes', () => {
    const home = temporaryFolder()
    const store = temporaryStore(home, { busyTimeoutMs: 20 })
    const other = new SQLite(databaseFile(home))
    onTestFinished(() => {
      other.close()
    })
    other.exec('BEGIN IMMEDIATE')
    expect(() => addRun(store)).toThrow(expect.objectContaining({ code: 'STORE_LOCKED' }))
    expect(store.runs.list().total).toBe(0)
    const next = [...MIGRATIONS, { version: 2, name: 'next', sql: 'CREATE TABLE t (a TEXT) STRICT' }]
    expect(() => openStore(home, { busyTimeoutMs: 20, migrations: next })).toThrow(
      expect.objectContaining({ code: 'STORE_LOCKED' }),
    )
    other.exec('ROLLBACK')
    addRun(store)
    expect(store.runs.list().total).toBe(1)
  })
})

describe('openStore for reading only', () => {
  it('reads what another process writes, and cannot write', () => {
    const home = temporaryFolder()
    const writer = temporaryStore(home)
    const reader = temporaryStore(home, { readOnly: true })
    const id = addRun(writer)
    expect(reader.runs.get(id).status).toBe('done')
    expect(() => addRun(reader)).toThrow(expect.objectContaining({ code: 'STORE_UNAVAILABLE' }))
  })

  it('does not create a store', () => {
    expect(() => openStore(join(temporaryFolder(), 'none'), { readOnly: true })).toThrow(
      expect.objectContaining({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringContaining('does not exist'),
      }),
    )
  })

  it('does not migrate an older store', () => {
    const home = temporaryFolder()
    openStore(home).close()
    const migrations = [...MIGRATIONS, { version: MIGRATIONS.length + 1, name: 'next', sql: 'SELECT 1' }]
    expect(() => openStore(home, { readOnly: true, migrations })).toThrow(
      expect.objectContaining({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringContaining(`schema ${MIGRATIONS.length}`),
      }),
    )
  })
})

const refusal = mountRefusal()

describe.skipIf(refusal !== undefined)(
  `on a small disk of its own${refusal ? ` [skipped: ${refusal}]` : ''}`,
  () => {
    it('reads, checks and backs up a store on a read-only medium, and says why it cannot write there', async () => {
      const home = mountSmallDisk(4)
      storeWithRuns(home, 3)
      execFileSync('mount', ['-o', 'remount,ro', home])
      const store = temporaryStore(home, { readOnly: true })
      expect(store.runs.list().total).toBe(3)
      expect(await checkHome(home)).toMatchObject({ problems: [], runs: 3 })
      const target = join(temporaryFolder(), 'backup')
      await backupStore(store, target)
      expect(temporaryStore(target).runs.list().total).toBe(3)
      await expect(backupStore(store, newBackupFolder(home))).rejects.toMatchObject({
        code: 'FILE_UNWRITABLE',
      })
      expect(() => openStore(home)).toThrow(
        expect.objectContaining({
          code: 'STORE_UNAVAILABLE',
          message: expect.stringContaining('not writable'),
        }),
      )
    })

    it('says that the disk is full, keeps what was stored, and goes on when there is space again', () => {
      const home = mountSmallDisk(2)
      const store = temporaryStore(home)
      const stored: string[] = []
      const fill = (): void => {
        for (;;) stored.push(addRun(store, { notes: 'x'.repeat(50_000) }))
      }
      expect(fill).toThrow(expect.objectContaining({ code: 'DISK_FULL' }))
      expect(stored.length).toBeGreaterThan(5)
      expect(store.database.pragma('integrity_check')).toEqual(['ok'])
      for (const id of stored) expect(store.runs.get(id).status).toBe('done')
      execFileSync('mount', ['-o', 'remount,size=8m', home])
      stored.push(addRun(store))
      expect(store.runs.list({ statuses: ['done'] }).total).toBe(stored.length)
    })

    it('does not migrate when the backup has no room', () => {
      const home = mountSmallDisk(3)
      storeWithRuns(home, 4)
      const store = openStore(home)
      addRun(store, { notes: 'x'.repeat(1_300_000) })
      store.close()
      const migrations = [...MIGRATIONS, { version: 2, name: 'next', sql: 'CREATE TABLE t (a TEXT) STRICT' }]
      expect(() => openStore(home, { migrations })).toThrow(expect.objectContaining({ code: 'DISK_FULL' }))
      expect(temporaryStore(home).runs.list().total).toBe(5)
    })

    it('leaves nothing of an artifact that does not fit', async () => {
      const home = mountSmallDisk(2)
      const store = temporaryStore(home)
      const runId = addRun(store)
      const link = { runId, role: 'output', name: 'model.onnx', kind: 'model' }
      await expect(store.artifacts.putBytes(link, new Uint8Array(4 << 20))).rejects.toThrow(
        expect.objectContaining({ code: 'DISK_FULL' }),
      )
      expect(store.artifacts.list(runId)).toEqual([])
      const small = await store.artifacts.putBytes(link, new Uint8Array(1000))
      expect(await store.artifacts.verify(small.sha256)).toBe('intact')
    })

    it('opens nothing half-made when there is no space for a first store', () => {
      const home = mountSmallDisk(1)
      writeFileSync(join(home, 'ballast'), new Uint8Array((1 << 20) - 8192))
      expect(() => openStore(home)).toThrow(expect.objectContaining({ code: 'DISK_FULL' }))
      mkdirSync(home, { recursive: true })
    })
  },
)
