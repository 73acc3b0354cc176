import { existsSync } from 'node:fs'
import SQLite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sha256 } from '../../../src/main/base/files.ts'
import { removeOrphanFiles } from '../../../src/main/runs/artifact-files.ts'
import { artifactFile, databaseFile } from '../../../src/main/runs/layout.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { addRun, temporaryStore } from './temporary-store.ts'

function put(store: Store, content: string) {
  const link = { runId: addRun(store), role: 'output', name: 'x', kind: 'text' }
  return store.artifacts.putBytes(link, content)
}

/** Another process in the middle of a write. */
function holdLock(store: Store): SQLite.Database {
  const other = new SQLite(databaseFile(store.home))
  onTestFinished(() => {
    other.close()
  })
  other.exec('BEGIN IMMEDIATE')
  return other
}

describe('removeOrphanFiles', () => {
  it('keeps a file whose row has come back since', async () => {
    const store = temporaryStore()
    const { sha256: hash } = await put(store, 'content')
    expect(removeOrphanFiles(store.database, store.home, [hash, sha256('never there')])).toBe(0)
    expect(existsSync(artifactFile(store.home, hash))).toBe(true)
    store.database.execute('DELETE FROM run_artifacts; DELETE FROM artifacts')
    expect(removeOrphanFiles(store.database, store.home, [hash])).toBe(7)
    expect(existsSync(artifactFile(store.home, hash))).toBe(false)
  })

  it('waits for a process that may just be bringing the row', async () => {
    const store = temporaryStore(undefined, { busyTimeoutMs: 20 })
    const { sha256: hash } = await put(store, 'content')
    store.database.execute('DELETE FROM run_artifacts; DELETE FROM artifacts')
    holdLock(store)
    expect(() => removeOrphanFiles(store.database, store.home, [hash])).toThrow(
      expect.objectContaining({ code: 'STORE_LOCKED' }),
    )
    expect(existsSync(artifactFile(store.home, hash))).toBe(true)
  })
})

describe('ArtifactStore beside a process that writes', () => {
  it('gives a file its final name only together with its row', async () => {
    const store = temporaryStore(undefined, { busyTimeoutMs: 20 })
    const link = { runId: addRun(store), role: 'output', name: 'x', kind: 'text' }
    const other = holdLock(store)
    await expect(store.artifacts.putBytes(link, 'content')).rejects.toMatchObject({ code: 'STORE_LOCKED' })
    expect(existsSync(artifactFile(store.home, sha256('content')))).toBe(false)
    other.exec('ROLLBACK')
    await store.artifacts.putBytes(link, 'content')
    expect(existsSync(artifactFile(store.home, sha256('content')))).toBe(true)
  })
})
