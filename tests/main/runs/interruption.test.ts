import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { deleteRuns } from '../../../src/main/runs/deletion.ts'
import { markInterruptedRuns } from '../../../src/main/runs/interruption.ts'
import { isAlive, ownIdentity } from '../../../src/main/runs/process-identity.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'

/** Makes a run look as if a process with this number and start had made it. */
function giveTo(store: Store, id: string, pid: number | null, start: string | null): void {
  const owner = { owner_pid: pid, owner_start: start }
  store.database.run(store.database.build.updateTable('runs').set(owner).where('id', '=', id))
}

function startRun(store: Store): string {
  return store.runs.create({ kind: 'qat', name: 'training', argv: [] }).id
}

describe('markInterruptedRuns', () => {
  it('marks runs whose process is gone or has given its number to another, and no others', () => {
    const store = temporaryStore()
    const gone = spawnSync(process.execPath, ['-e', '']).pid
    const [mine, dead, reused, ownerless, done] = [1, 2, 3, 4, 5].map(() => startRun(store))
    const { pid, start } = ownIdentity()
    giveTo(store, dead, gone, start)
    giveTo(store, reused, pid, `${start}0`)
    giveTo(store, ownerless, null, null)
    store.runs.finish(done, 'done')
    giveTo(store, done, gone, start)
    expect(markInterruptedRuns(store.database).sort()).toEqual([dead, reused, ownerless].sort())
    expect(store.runs.get(mine).status).toBe('running')
    expect(store.runs.get(done).status).toBe('done')
    expect(store.runs.get(dead)).toMatchObject({ status: 'interrupted', error: { code: 'PROCESS_FAILED' } })
    expect(markInterruptedRuns(store.database)).toEqual([])
  })

  it('happens whenever a store is opened for writing, and not for reading', () => {
    const home = temporaryFolder()
    const store = temporaryStore(home)
    const id = startRun(store)
    giveTo(store, id, null, null)
    expect(temporaryStore(home, { readOnly: true }).runs.get(id).status).toBe('running')
    expect(temporaryStore(home).runs.get(id).status).toBe('interrupted')
  })

  it('lets a run that was marked still report its true end, be resumed, and be deleted', () => {
    const store = temporaryStore()
    const [one, two, three] = [1, 2, 3].map(() => startRun(store))
    for (const id of [one, two, three]) giveTo(store, id, null, null)
    markInterruptedRuns(store.database)
    expect(store.runs.finish(one, 'done')).toMatchObject({ status: 'done', error: null })
    expect(store.runs.resume(two).status).toBe('running')
    expect(markInterruptedRuns(store.database)).toEqual([])
    expect(deleteRuns(store.database, store.home, [three]).runs).toEqual([three])
    addRun(store)
  })
})

describe('isAlive', () => {
  it('knows this process, and an ended one', () => {
    expect(isAlive(ownIdentity())).toBe(true)
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    expect(isAlive({ pid, start: ownIdentity().start })).toBe(false)
  })

  it('judges by number and start time where the kernel gives no start tick', () => {
    const start = String(Math.round(performance.timeOrigin))
    expect(isAlive({ pid: process.pid, start })).toBe(true)
    expect(isAlive({ pid: process.pid, start: '1000' })).toBe(false)
    expect(isAlive({ pid: spawnSync(process.execPath, ['-e', '']).pid, start })).toBe(false)
  })
})
