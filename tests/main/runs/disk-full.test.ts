import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { backupStore, newBackupFolder } from '../../../src/main/runs/backup.ts'
import { exportBundle } from '../../../src/main/runs/bundle-export.ts'
import { importBundle } from '../../../src/main/runs/bundle-import.ts'
import { checkStore } from '../../../src/main/runs/check.ts'
import { compactStore } from '../../../src/main/runs/compaction.ts'
import { deleteRuns } from '../../../src/main/runs/deletion.ts'
import { artifactsFolder, backupsFolder, stagingFolder } from '../../../src/main/runs/layout.ts'
import { ownIdentity } from '../../../src/main/runs/process-identity.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { mountRefusal, mountSmallDisk } from './small-disk.ts'
import { addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'

const refusal = mountRefusal()
const DISK_FULL = expect.objectContaining({ code: 'DISK_FULL' })

/** Fills the disk but for some kilobytes. */
function fillDisk(folder: string, leaveKB = 0): void {
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(join(folder, 'ballast'), new Uint8Array(Math.max(0, bavail * bsize - leaveKB * 1024)))
}

function freeDisk(folder: string): void {
  rmSync(join(folder, 'ballast'))
}

function noise(bytes: number): Uint8Array {
  const random = seededRandom(bytes)
  return Uint8Array.from({ length: bytes }, () => random.integer(256))
}

function link(runId: string) {
  return { runId, role: 'output', name: 'model.onnx', kind: 'model' }
}

async function expectWhole(store: Store): Promise<void> {
  expect((await checkStore(store)).problems).toEqual([])
  expect(existsSync(stagingFolder(store.home)) ? readdirSync(stagingFolder(store.home)) : []).toEqual([])
}

/** A run with an artifact, as a bundle. */
async function bundleOf(bytes: number, notes = ''): Promise<string> {
  const store = temporaryStore()
  const id = addRun(store, { notes })
  if (bytes > 0) await store.artifacts.putBytes(link(id), noise(bytes))
  const path = join(temporaryFolder(), 'runs.bundle')
  await exportBundle(store, [id], path)
  return path
}

describe.skipIf(refusal !== undefined)(`a full disk${refusal ? ` [skipped: ${refusal}]` : ''}`, () => {
  it('stops the recording of a run without losing what it has, and the run goes on when there is space', async () => {
    const home = mountSmallDisk(4)
    const store = temporaryStore(home)
    const { id } = store.runs.create({ kind: 'qat', name: 'training', argv: [] })
    fillDisk(home)
    let stored = 0
    const record = (): void => {
      for (; ; stored += 100) {
        const steps = Array.from({ length: 100 }, (_, step) => ({
          name: 'loss',
          step: stored + step,
          value: 1,
        }))
        store.series.append(id, steps)
      }
    }
    expect(record).toThrow(DISK_FULL)
    expect(() => store.runs.finish(id, 'done')).toThrow(DISK_FULL)
    expect(store.series.get(id, 'loss').steps).toHaveLength(stored)
    expect(store.runs.get(id).status).toBe('running')
    await expect(store.artifacts.putBytes(link(id), noise(300_000))).rejects.toThrow(DISK_FULL)
    freeDisk(home)
    expect(store.series.get(id, 'loss').steps).toHaveLength(stored)
    await store.artifacts.putBytes(link(id), noise(300_000))
    expect(store.runs.finish(id, 'done').status).toBe('done')
    await expectWhole(store)
  })

  it('leaves jobs in the state that they were in, and the queue goes on when there is space', async () => {
    const home = mountSmallDisk(4)
    const store = temporaryStore(home)
    const job = { kind: 'ptq', title: 'a', gpu: false, cpu: 1, resumable: false }
    const ids: string[] = []
    fillDisk(home, 300)
    const queue = (): void => {
      for (;;) ids.push(store.jobs.create({ ...job, specification: { notes: 'x'.repeat(20_000) } }).id)
    }
    expect(queue).toThrow(DISK_FULL)
    expect(ids.length).toBeGreaterThan(3)
    // Until nothing at all can be stored any more.
    const change = (): void => {
      for (;;) {
        const claimed = store.jobs.claim({ gpu: 1, cpu: 1 }, ownIdentity())
        if (claimed === undefined) ids.push(store.jobs.create({ ...job, specification: {} }).id)
        else store.jobs.finish(claimed.id, claimed.attempt, { kind: 'done', result: 'x'.repeat(5000) })
      }
    }
    expect(change).toThrow(DISK_FULL)
    const states = (): string[] => ids.map((id) => store.jobs.summary(id).state)
    const before = states()
    for (const [index, id] of ids.entries()) {
      const attempts = store.jobs.attempts(id)
      expect(attempts.map(({ outcome }) => outcome ?? 'running')).toEqual(
        before[index] === 'queued' ? [] : [before[index]],
      )
    }
    freeDisk(home)
    expect(states()).toEqual(before)
    for (let open = 1; open > 0; open = (store.jobs.counts().queued ?? 0) + store.jobs.active().length) {
      const [running = store.jobs.claim({ gpu: 1, cpu: 1 }, ownIdentity())] = store.jobs.active()
      if (running !== undefined)
        store.jobs.finish(running.id, running.attempt, { kind: 'done', result: null })
    }
    expect(new Set(states())).toEqual(new Set(['done']))
    await expectWhole(store)
  })

  it('ends a backup, to another disk and beside the store, and keeps nothing of it', async () => {
    const store = temporaryStore()
    const id = addRun(store)
    await store.artifacts.putBytes(link(id), noise(1_500_000))
    const disk = mountSmallDisk(1)
    for (const target of [disk, join(disk, 'deep', 'backup')]) {
      await expect(backupStore(store, target)).rejects.toThrow(DISK_FULL)
      expect(existsSync(target) ? readdirSync(target) : []).toEqual([])
    }
    execFileSync('mount', ['-o', 'remount,size=8m', disk])
    await backupStore(store, join(disk, 'backup'))
    const home = mountSmallDisk(2)
    const small = temporaryStore(home)
    addRun(small, { notes: 'x'.repeat(200_000) })
    fillDisk(home, 100)
    await expect(backupStore(small, newBackupFolder(home))).rejects.toThrow(DISK_FULL)
    expect(readdirSync(backupsFolder(home))).toEqual([])
    freeDisk(home)
    await backupStore(small, newBackupFolder(home))
    await expectWhole(small)
  })

  it('ends an import before and while its files are written, and in the database', async () => {
    const home = mountSmallDisk(4)
    const store = temporaryStore(home)
    const own = addRun(store)
    const bundles = [await bundleOf(2_000_000), await bundleOf(0, 'x'.repeat(3_000_000))]
    fillDisk(home, 1500)
    for (const bundle of bundles) {
      await expect(importBundle(store, bundle)).rejects.toThrow(DISK_FULL)
      expect(store.runs.list().runs.map((run) => run.id)).toEqual([own])
      expect(existsSync(artifactsFolder(home)) ? readdirSync(artifactsFolder(home)) : []).toEqual(
        existsSync(artifactsFolder(home)) ? ['staging'] : [],
      )
      await expectWhole(store)
    }
    freeDisk(home)
    await importBundle(store, bundles[0])
    expect(store.runs.list().total).toBe(2)
    await expectWhole(store)
  })

  it('ends an export, and keeps nothing of the file', async () => {
    const store = temporaryStore()
    const id = addRun(store)
    await store.artifacts.putBytes(link(id), noise(1_500_000))
    const disk = mountSmallDisk(1)
    await expect(exportBundle(store, [id], join(disk, 'runs.bundle'))).rejects.toThrow(DISK_FULL)
    expect(readdirSync(disk)).toEqual([])
  })

  it('ends compacting, and the store stays as it was', async () => {
    const home = mountSmallDisk(8)
    const store = temporaryStore(home)
    const ids = Array.from({ length: 40 }, () => addRun(store, { notes: 'x'.repeat(60_000) }))
    deleteRuns(store.database, home, ids.slice(0, 10))
    store.database.pragma('wal_checkpoint(TRUNCATE)')
    fillDisk(home, 200)
    await expect(compactStore(store)).rejects.toThrow(DISK_FULL)
    await expectWhole(store)
    expect(store.runs.list().total).toBe(30)
    freeDisk(home)
    expect((await compactStore(store)).database).toBeGreaterThan(400_000)
    await expectWhole(store)
  })
})
