import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/main/base/progress.ts'
import { backupStore, newBackupFolder } from '../../../src/main/runs/backup.ts'
import { checkStore } from '../../../src/main/runs/check.ts'
import { deleteRuns } from '../../../src/main/runs/deletion.ts'
import { artifactFile, backupsFolder, databaseFile } from '../../../src/main/runs/layout.ts'
import { openStore } from '../../../src/main/runs/store.ts'
import { temporaryName } from '../../../src/main/runs/temporary-name.ts'
import { addArtifact, addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'

describe('backupStore', () => {
  it('makes a folder that is a whole store, while the store is in use', async () => {
    const store = temporaryStore()
    const id = addRun(store, { name: 'saved' }, [{ name: 'AP', value: 0.3 }])
    const hash = await addArtifact(store, id, 'artifact')
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
    const hash = await addArtifact(store, addRun(store), 'artifact')
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

  it('names a folder below backups that links what never changes, and survives the store', async () => {
    const store = temporaryStore()
    const id = addRun(store)
    const hash = await addArtifact(store, id, 'kept')
    const target = newBackupFolder(store.home, new Date(Date.UTC(2031, 4, 6, 7, 8, 9)))
    expect(target).toBe(join(backupsFolder(store.home), 'store-20310506T070809Z'))
    const made = await backupStore(store, target)
    expect(made).toEqual({
      path: target,
      runs: 1,
      artifacts: 1,
      bytes: statSync(databaseFile(target)).size + 4,
    })
    expect(statSync(artifactFile(target, hash)).nlink).toBe(2)
    expect(newBackupFolder(store.home, new Date(Date.UTC(2031, 4, 6, 7, 8, 9)))).not.toBe(target)
    deleteRuns(store.database, store.home, [id])
    const copy = temporaryStore(target)
    expect(await copy.artifacts.verify(hash)).toBe('intact')
    expect((await checkStore(copy)).problems).toEqual([])
    expect((await checkStore(store)).problems).toEqual([])
  })

  it('keeps nothing of a copy that is not whole', async () => {
    const store = temporaryStore()
    const hash = await addArtifact(store, addRun(store), 'artifact')
    writeFileSync(artifactFile(store.home, hash), 'Artifact')
    const target = join(temporaryFolder(), 'a', 'b')
    await expect(backupStore(store, target)).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
      message: expect.stringContaining(hash),
    })
    expect(existsSync(target)).toBe(false)
    const empty = temporaryFolder()
    await expect(backupStore(store, empty)).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
    expect(readdirSync(empty)).toEqual([])
  })

  it('stops when it is cancelled, at any step, and keeps nothing', async () => {
    const store = temporaryStore()
    const id = addRun(store)
    for (const content of ['one', 'two', 'three']) await addArtifact(store, id, content)
    const target = join(temporaryFolder(), 'backup')
    const steps: Progress[] = []
    await backupStore(store, target, { onProgress: (step) => steps.push(step) })
    expect(new Set(steps.map(({ phase }) => phase))).toEqual(new Set(['backup', 'check']))
    for (let step = 1; step <= steps.length; step++) {
      const controller = new AbortController()
      let seen = 0
      const onProgress = (): void => {
        if (++seen === step) controller.abort()
      }
      const work = backupStore(store, `${target}${step}`, { onProgress, signal: controller.signal })
      await expect(work).rejects.toMatchObject({ code: 'CANCELLED' })
    }
    expect(readdirSync(join(target, '..'))).toEqual(['backup'])
  })

  it('takes the folder of a backup whose process was killed', async () => {
    const store = temporaryStore()
    addRun(store)
    const target = temporaryFolder()
    const gone = { pid: spawnSync(process.execPath, ['-e', '']).pid, start: 'gone' }
    const half = join(target, temporaryName(gone))
    mkdirSync(half)
    writeFileSync(databaseFile(half), 'half')
    await backupStore(store, target)
    expect(existsSync(half)).toBe(false)
    expect(temporaryStore(target).runs.list().total).toBe(1)
  })
})
