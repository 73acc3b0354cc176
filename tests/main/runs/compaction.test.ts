import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkStore } from '../../../src/main/runs/check.ts'
import { compactHome, compactStore } from '../../../src/main/runs/compaction.ts'
import { deleteRuns } from '../../../src/main/runs/deletion.ts'
import { artifactsFolder, backupsFolder, databaseFile, stagingFolder } from '../../../src/main/runs/layout.ts'
import { stage } from '../../../src/main/runs/staging.ts'
import { temporaryName } from '../../../src/main/runs/temporary-name.ts'
import { addArtifact, addRun, addStrayFile, temporaryFolder, temporaryStore } from './temporary-store.ts'

describe('compactStore', () => {
  it('removes stray files, gives pages back, and keeps what belongs to runs', async () => {
    const store = temporaryStore()
    const kept = await addArtifact(store, addRun(store), 'kept')
    const big = addRun(store, { notes: 'x'.repeat(2_000_000) })
    deleteRuns(store.database, store.home, [big])
    const stray = addStrayFile(store)
    writeFileSync(join(artifactsFolder(store.home), 'notes.txt'), 'a note')
    mkdirSync(join(artifactsFolder(store.home), 'xx'))
    writeFileSync(join(artifactsFolder(store.home), 'xx', 'thumbs.db'), '12345678')
    const freed = await compactStore(store)
    expect(freed).toMatchObject({ strayFiles: 13, leftovers: 0 })
    expect(freed.database).toBeGreaterThan(1_000_000)
    expect(existsSync(stray)).toBe(false)
    expect(readdirSync(join(artifactsFolder(store.home), 'xx'))).toEqual([])
    expect(statSync(databaseFile(store.home)).size).toBeLessThan(1_000_000)
    expect(await store.artifacts.verify(kept)).toBe('intact')
    expect((await checkStore(store)).problems).toEqual([])
  })
})

describe('compactHome', () => {
  it('removes what unfinished work of runs that are gone has kept, and not what can be gone on with', async () => {
    const store = temporaryStore()
    const run = store.runs.create({ kind: 'ptq', name: 'cut short', argv: ['ptq', 'model.onnx'] }).id
    store.runs.finish(run, 'interrupted')
    for (const [id, text] of [
      [run, 'to be gone on with'],
      ['gone', '123'],
    ]) {
      mkdirSync(join(store.home, 'partial', id), { recursive: true })
      writeFileSync(join(store.home, 'partial', id, 'log'), text)
    }
    expect(await compactHome(store.home)).toMatchObject({ leftovers: 3 })
    expect(readdirSync(join(store.home, 'partial'))).toEqual([run])
  })

  it('removes what killed processes left, whatever the clock says, and nothing that a living one writes', async () => {
    const store = temporaryStore()
    const { home } = store
    const gone = { pid: spawnSync(process.execPath, ['-e', '']).pid, start: 'gone' }
    const living = await stage(home, [Buffer.from('living')])
    writeFileSync(join(stagingFolder(home), temporaryName(gone)), '12345')
    const half = join(backupsFolder(home), 'store-1', temporaryName(gone), 'artifacts')
    mkdirSync(half, { recursive: true })
    writeFileSync(join(half, 'x'), '1234567')
    const whole = join(backupsFolder(home), 'store-2')
    mkdirSync(whole)
    writeFileSync(databaseFile(whole), 'a backup')
    writeFileSync(join(backupsFolder(home), `before-schema-2.sqlite.${temporaryName(gone)}`), '12')
    expect(await compactHome(home)).toMatchObject({ leftovers: 14 })
    expect(existsSync(living.path)).toBe(true)
    expect(readdirSync(backupsFolder(home))).toEqual(['store-2'])
  })

  it('tells its steps, and stops between them', async () => {
    const store = temporaryStore()
    const stray = addStrayFile(store)
    const steps: (string | undefined)[] = []
    const controller = new AbortController()
    const onProgress = ({ label }: { label?: string }): void => {
      steps.push(label)
      if (label === 'database') controller.abort()
    }
    await expect(compactStore(store, { onProgress, signal: controller.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(steps).toEqual(['stray files', 'leftovers', 'uploads', 'database'])
    expect(existsSync(stray)).toBe(false)
  })

  it('makes no store where there is none', async () => {
    const home = temporaryFolder()
    await expect(compactHome(home)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(readdirSync(home)).toEqual([])
  })
})
