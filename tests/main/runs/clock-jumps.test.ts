import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { exportBundle } from '../../../src/main/runs/bundle-export.ts'
import { importBundle } from '../../../src/main/runs/bundle-import.ts'
import { markInterruptedRuns } from '../../../src/main/runs/interruption.ts'
import { isAlive, ownIdentity } from '../../../src/main/runs/process-identity.ts'
import { stage } from '../../../src/main/runs/staging.ts'
import { openStore, type Store } from '../../../src/main/runs/store.ts'
import { addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'

const HOUR = 3_600_000
const JUMPS = [-30 * HOUR, -HOUR, HOUR, 30 * HOUR]

/** Sets the wall clock off by so much until the test ends; nothing else changes. */
function setClock(by: number): void {
  const now = Date.now.bind(Date)
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => now() + by)
  onTestFinished(() => spy.mockRestore())
}

function startRun(store: Store, name: string): string {
  return store.runs.create({ kind: 'qat', name, argv: [] }).id
}

function duration(store: Store, id: string): number {
  const { startedAt, finishedAt } = store.runs.get(id)
  return (finishedAt ?? Number.NaN) - startedAt
}

describe.each(JUMPS)('a clock that is set by %d ms', (jump) => {
  it('does not change how long a run took', () => {
    const store = temporaryStore()
    const [done, failed, resumed] = ['done', 'failed', 'resumed'].map((name) => startRun(store, name))
    store.runs.fail(resumed, new Error('once'))
    store.runs.resume(resumed)
    setClock(jump)
    store.runs.finish(done, 'done')
    store.runs.fail(failed, new Error('no'))
    store.runs.finish(resumed, 'done')
    for (const id of [done, failed, resumed]) {
      expect(duration(store, id)).toBeGreaterThanOrEqual(0)
      expect(duration(store, id)).toBeLessThan(60_000)
    }
  })

  it('does not change how long a job took, nor the order of the queue', () => {
    const store = temporaryStore()
    const job = { kind: 'ptq', specification: {}, gpu: false, cpu: 1, resumable: false }
    const [first] = ['first', 'second'].map((title) => store.jobs.create({ ...job, title }).id)
    store.jobs.claim({ gpu: 1, cpu: 1 }, ownIdentity())
    setClock(jump)
    store.jobs.create({ ...job, title: 'third' })
    store.jobs.finish(first, 1, { kind: 'done', result: null })
    const [{ startedAt, finishedAt }] = store.jobs.attempts(first)
    expect((finishedAt ?? Number.NaN) - startedAt).toBeLessThan(60_000)
    expect((finishedAt ?? Number.NaN) - startedAt).toBeGreaterThanOrEqual(0)
    expect(store.jobs.queue().map(({ title }) => title)).toEqual(['second', 'third'])
  })

  it('keeps ids unique and in the order in which this process made them', () => {
    const store = temporaryStore()
    const before = startRun(store, 'before')
    setClock(jump)
    const after = Array.from({ length: 50 }, (_, index) => startRun(store, `after ${index}`))
    expect([...after, before].sort()).toEqual([before, ...after])
  })

  it('ends nothing that lives, and removes nothing that is being written', async () => {
    const home = temporaryFolder()
    const store = temporaryStore(home)
    const id = startRun(store, 'living')
    const staged = await stage(home, [Buffer.from('on its way')])
    setClock(jump)
    openStore(home).close()
    expect(store.runs.get(id).status).toBe('running')
    expect(existsSync(staged.path)).toBe(true)
    expect(isAlive(ownIdentity())).toBe(true)
  })

  it('lets no run end before it began: not a lost one, nor one that was exported while it ran', async () => {
    const store = temporaryStore()
    const [lost, running] = ['lost', 'running'].map((name) => startRun(store, name))
    const path = join(temporaryFolder(), 'runs.bundle')
    await exportBundle(store, [running], path)
    setClock(jump)
    store.database.execute(`UPDATE runs SET owner_pid = NULL, owner_start = NULL WHERE id = '${lost}'`)
    expect(markInterruptedRuns(store.database)).toEqual([lost])
    expect(duration(store, lost)).toBeGreaterThanOrEqual(0)
    const other = temporaryStore()
    await importBundle(other, path)
    expect(duration(other, running)).toBeGreaterThanOrEqual(0)
  })

  it('loses no run from a list or its pages', () => {
    const store = temporaryStore()
    const ids = [addRun(store), addRun(store)]
    setClock(jump)
    ids.push(addRun(store), addRun(store))
    const pages = [0, 2].flatMap((offset) => store.runs.list({ limit: 2, offset }).runs.map((run) => run.id))
    expect(new Set(pages)).toEqual(new Set(ids))
    expect(new Set(store.runs.list({ sort: { by: 'duration' } }).runs.map((run) => run.id))).toEqual(
      new Set(ids),
    )
  })
})
