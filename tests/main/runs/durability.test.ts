import fs from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { artifactFile } from '../../../src/main/runs/layout.ts'
import { addArtifact, addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'

/** Writes down, in order, what is synced and renamed until the test ends; all of it still happens. */
async function watchDisk(home: string): Promise<string[]> {
  const steps: string[] = []
  const name = (path: string): string => relative(home, path).replaceAll(/[\w~-]+\.part/g, 'temporary')
  const pathOf = (fd: number): string => name(fs.readlinkSync(`/proc/self/fd/${fd}`))
  const { renameSync, fsyncSync } = fs
  const probe = await open(join(temporaryFolder(), 'probe'), 'w')
  const handles: Pick<FileHandle, 'sync'> = Object.getPrototypeOf(probe)
  await probe.close()
  const { sync } = handles
  fs.renameSync = (from, to) => {
    steps.push(`rename ${name(String(from))} to ${name(String(to))}`)
    renameSync(from, to)
  }
  fs.fsyncSync = (fd) => {
    steps.push(`sync ${pathOf(fd)}`)
    fsyncSync(fd)
  }
  handles.sync = async function (this: FileHandle) {
    steps.push(`sync ${pathOf(this.fd)}`)
    await sync.call(this)
  }
  syncBuiltinESMExports()
  onTestFinished(() => {
    Object.assign(fs, { renameSync, fsyncSync })
    handles.sync = sync
    syncBuiltinESMExports()
  })
  return steps
}

describe.skipIf(process.platform !== 'linux')('an artifact', () => {
  it('is synced under a temporary name, then renamed, then its folders are synced', async () => {
    const store = temporaryStore()
    const id = addRun(store)
    const steps = await watchDisk(store.home)
    const file = artifactFile(store.home, await addArtifact(store, id, 'content'))
    const [path, folder] = [file, dirname(file)].map((each) => relative(store.home, each))
    expect(steps).toEqual([
      'sync artifacts/staging/temporary',
      `rename artifacts/staging/temporary to ${path}`,
      `sync ${folder}`,
      'sync artifacts',
    ])
  })
})

describe('the database', () => {
  it('is written ahead and synced with each commit', () => {
    const { database } = temporaryStore()
    expect(database.pragma('journal_mode')).toEqual(['wal'])
    // 2: FULL.
    expect(database.pragma('synchronous')).toEqual(['2'])
    expect(database.pragma('fullfsync')).toEqual(['1'])
  })
})
