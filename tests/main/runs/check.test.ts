import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/main/base/progress.ts'
import { sha256 } from '../../../src/main/base/files.ts'
import { backupStore } from '../../../src/main/runs/backup.ts'
import { checkStore } from '../../../src/main/runs/check.ts'
import { compactStore } from '../../../src/main/runs/compaction.ts'
import { deleteRuns } from '../../../src/main/runs/deletion.ts'
import { artifactFile, artifactsFolder, databaseFile } from '../../../src/main/runs/layout.ts'
import { openStore, type Store } from '../../../src/main/runs/store.ts'
import { addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'

async function put(store: Store, runId: string, content: string): Promise<string> {
  const link = { runId, role: 'output', name: content, kind: 'text' }
  return (await store.artifacts.putBytes(link, content)).sha256
}

describe('checkStore', () => {
  it('finds a good store good, and counts', async () => {
    const store = temporaryStore()
    await put(store, addRun(store), 'twelve bytes')
    const steps: Progress[] = []
    const report = await checkStore(store, { onProgress: (step) => steps.push(step) })
    expect(report).toEqual({ problems: [], runs: 1, artifacts: 1, artifactBytes: 12 })
    expect(steps.at(-1)).toEqual({ phase: 'check', done: 1, total: 1, unit: 'artifacts' })
  })

  it('finds missing, damaged and stray files, and broken references', async () => {
    const store = temporaryStore()
    const id = addRun(store)
    const [missing, damaged] = [await put(store, id, 'missing'), await put(store, id, 'damaged')]
    rmSync(artifactFile(store.home, missing))
    writeFileSync(artifactFile(store.home, damaged), 'dAmaged')
    const stray = artifactFile(store.home, sha256('stray'))
    mkdirSync(join(stray, '..'), { recursive: true })
    writeFileSync(stray, 'stray')
    store.database.execute('PRAGMA foreign_keys = OFF')
    store.database.execute("INSERT INTO run_tags VALUES ('nobody', 'tag')")
    store.database.execute('PRAGMA foreign_keys = ON')
    const { problems } = await checkStore(store)
    expect(problems.map(({ kind }) => kind).sort()).toEqual([
      'artifact-damaged',
      'artifact-missing',
      'reference',
      'stray-file',
    ])
    expect(problems.find(({ kind }) => kind === 'reference')?.message).toContain('run_tags')
  })

  it('stops when it is cancelled', async () => {
    const store = temporaryStore()
    await put(store, addRun(store), 'x')
    await expect(checkStore(store, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})

describe('compactStore', () => {
  it('removes stray files, gives pages back, and keeps what belongs to runs', async () => {
    const store = temporaryStore()
    const kept = await put(store, addRun(store), 'kept')
    const big = addRun(store, { notes: 'x'.repeat(2_000_000) })
    deleteRuns(store.database, store.home, [big])
    const stray = artifactFile(store.home, sha256('stray'))
    mkdirSync(join(stray, '..'), { recursive: true })
    writeFileSync(stray, 'stray')
    writeFileSync(join(artifactsFolder(store.home), 'notes.txt'), 'a note')
    mkdirSync(join(artifactsFolder(store.home), 'xx'))
    writeFileSync(join(artifactsFolder(store.home), 'xx', 'thumbs.db'), '12345678')
    expect(compactStore(store)).toBeGreaterThan(2_000_000)
    expect(existsSync(stray)).toBe(false)
    expect(readdirSync(join(artifactsFolder(store.home), 'xx'))).toEqual([])
    expect(statSync(databaseFile(store.home)).size).toBeLessThan(1_000_000)
    expect(await store.artifacts.verify(kept)).toBe('intact')
    expect((await checkStore(store)).problems).toEqual([])
  })
})

describe('backupStore', () => {
  it('makes a folder that is a whole store, while the store is in use', async () => {
    const store = temporaryStore()
    const id = addRun(store, { name: 'saved' }, [{ name: 'AP', value: 0.3 }])
    const hash = await put(store, id, 'artifact')
    const target = join(temporaryFolder(), 'backup')
    await backupStore(store, target)
    addRun(store, { name: 'later' })
    const copy = temporaryStore(target)
    expect(copy.runs.list().runs.map((run) => run.name)).toEqual(['saved'])
    expect(copy.metrics.list(id)).toHaveLength(1)
    expect(await copy.artifacts.verify(hash)).toBe('intact')
    expect((await checkStore(copy)).problems).toEqual([])
  })

  it('refuses a folder inside the store, one with other files, and a store that lacks an artifact', async () => {
    const store = temporaryStore()
    const hash = await put(store, addRun(store), 'artifact')
    for (const target of [store.home, join(store.home, 'backup'), `${store.home}/x/../y`]) {
      await expect(backupStore(store, target)).rejects.toMatchObject({ code: 'USAGE' })
    }
    const used = temporaryFolder()
    writeFileSync(join(used, 'photo.jpg'), '')
    await expect(backupStore(store, used)).rejects.toMatchObject({ code: 'USAGE' })
    expect(readdirSync(used)).toEqual(['photo.jpg'])
    const sibling = `${store.home}-backup`
    await backupStore(store, sibling)
    rmSync(sibling, { recursive: true })
    rmSync(artifactFile(store.home, hash))
    await expect(backupStore(store, temporaryFolder())).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
  })

  it('says that the target cannot be written', async () => {
    const store = temporaryStore()
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    await expect(backupStore(store, join(file, 'inside'))).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
    openStore(store.home).close()
  })
})
