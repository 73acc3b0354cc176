import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { backupStore } from '../../../src/main/runs/backup.ts'
import { checkHome, checkStore } from '../../../src/main/runs/check.ts'
import { compactStore } from '../../../src/main/runs/compaction.ts'
import { openStore } from '../../../src/main/runs/store.ts'
import { isDamage } from '../../../src/main/runs/store-findings.ts'
import { temporaryFolder, temporaryStore } from './temporary-store.ts'

interface Writer {
  process: ChildProcessByStdio<null, Readable, null>
  /** What it has said is stored. */
  lines: string[]
  /** Resolves when it has said this many lines. */
  said(count: number): Promise<void>
  /** Resolves to the exit status, or the signal, when all output has been read. */
  ended: Promise<number | string>
}

function startWriter(home: string, mode: string, count?: number): Writer {
  const script = join(import.meta.dirname, 'fixtures', 'writer.ts')
  const args = [script, home, mode, ...(count === undefined ? [] : [String(count)])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const output = createInterface({ input: child.stdout })
  output.on('line', (line) => lines.push(line))
  const closed = once(output, 'close')
  const ended = once(child, 'exit').then(async ([status, signal]) => {
    await closed
    return status ?? signal
  })
  const said = async (wanted: number): Promise<void> => {
    while (lines.length < wanted) await Promise.race([once(output, 'line'), ended])
  }
  return { process: child, lines, said, ended }
}

describe('a process that is killed', () => {
  it('in the middle of a transaction leaves the state before it, and an interrupted run', async () => {
    const home = temporaryFolder()
    const writer = startWriter(home, 'half')
    await writer.said(2)
    const [, id] = writer.lines
    const meanwhile = openStore(home, { busyTimeoutMs: 50 })
    expect(meanwhile.runs.list().runs).toMatchObject([{ id, status: 'running' }])
    expect(() => meanwhile.runs.create({ kind: 'ptq', name: 'waits', argv: [] })).toThrow(
      expect.objectContaining({ code: 'STORE_LOCKED' }),
    )
    meanwhile.close()
    writer.process.kill('SIGKILL')
    expect(await writer.ended).toBe('SIGKILL')
    const store = temporaryStore(home)
    expect((await checkStore(store)).problems).toEqual([])
    expect(store.runs.list().runs).toMatchObject([
      { id, status: 'interrupted', error: { code: 'PROCESS_FAILED' }, finishedAt: expect.any(Number) },
    ])
    expect(store.metrics.list(id)).toHaveLength(30)
  })

  it('at any moment loses nothing that it reported, and leaves nothing half', async () => {
    const home = temporaryFolder()
    const random = seededRandom(7)
    const reported: string[] = []
    for (let round = 0; round < 8; round++) {
      const writer = startWriter(home, 'add')
      await writer.said(2)
      await sleep(random.integer(150))
      writer.process.kill('SIGKILL')
      await writer.ended
      reported.push(...writer.lines.filter((line) => line !== 'open'))
    }
    const store = temporaryStore(home)
    const { problems } = await checkStore(store)
    expect(problems.filter(({ kind }) => kind !== 'stray-file')).toEqual([])
    expect(reported.length).toBeGreaterThanOrEqual(8)
    for (const id of reported) expect(store.runs.get(id).status).toBe('done')
    for (const run of store.runs.list().runs) {
      expect(['done', 'interrupted']).toContain(run.status)
      expect(store.metrics.list(run.id)).toHaveLength(30)
      if (run.status === 'done') expect(store.artifacts.list(run.id)).toHaveLength(1)
    }
  })
})

describe('several processes on one store', () => {
  it('create many of them at the same time', async () => {
    const home = temporaryFolder()
    const writers = [1, 2, 3, 4].map(() => startWriter(home, 'first', 80))
    expect(await Promise.all(writers.map((writer) => writer.ended))).toEqual([0, 0, 0, 0])
    expect(temporaryStore(join(home, '79')).runs.list().total).toBe(0)
  })

  it('create it together and all write', async () => {
    const home = temporaryFolder()
    const writers = [1, 2, 3].map(() => startWriter(home, 'add', 40))
    expect(await Promise.all(writers.map((writer) => writer.ended))).toEqual([0, 0, 0])
    const store = temporaryStore(home)
    expect(store.runs.list({ statuses: ['done'] }).total).toBe(120)
    expect(await checkStore(store)).toMatchObject({ problems: [], runs: 120, artifacts: 7 })
  })

  it('add and delete runs with the same artifacts without taking them from each other', async () => {
    const home = temporaryFolder()
    const writers = [1, 2, 3].map(() => startWriter(home, 'churn', 50))
    expect(await Promise.all(writers.map((writer) => writer.ended))).toEqual([0, 0, 0])
    const kept = writers.flatMap((writer) => writer.lines.filter((line) => line !== 'open'))
    const store = temporaryStore(home)
    expect((await checkStore(store)).problems).toEqual([])
    expect(new Set(store.runs.list().runs.map((run) => run.id))).toEqual(new Set(kept))
    expect(kept).toHaveLength(30)
  })

  it('store hundreds of runs at the same time, and lose none', async () => {
    const home = temporaryFolder()
    const writers = [1, 2].map(() => startWriter(home, 'rush', 400))
    expect(await Promise.all(writers.map((writer) => writer.ended))).toEqual([0, 0])
    const stored = writers.flatMap((writer) => writer.lines.filter((line) => line !== 'open'))
    const store = temporaryStore(home)
    expect(new Set(store.runs.list({ statuses: ['done'] }).runs.map((run) => run.id))).toEqual(
      new Set(stored),
    )
    expect(new Set(stored).size).toBe(800)
    for (const id of stored) expect(store.metrics.list(id)).toHaveLength(30)
    expect((await checkStore(store)).problems).toEqual([])
  })

  it('let a third one copy and compact the store while they write', async () => {
    const home = temporaryFolder()
    openStore(home).close()
    const writers = [1, 2].map(() => startWriter(home, 'churn'))
    await Promise.all(writers.map((writer) => writer.said(5)))
    using store = openStore(home)
    for (let round = 0; round < 3; round++) {
      const before = writers.flatMap((writer) => writer.lines.filter((line) => line !== 'open'))
      const target = join(temporaryFolder(), 'copy')
      await backupStore(store, target)
      await compactStore(store)
      using copy = openStore(target, { readOnly: true })
      expect((await checkStore(copy)).problems.filter(isDamage)).toEqual([])
      for (const id of before) expect(copy.runs.get(id).status).toBe('done')
      for (const run of copy.runs.list().runs) expect(copy.metrics.list(run.id)).toHaveLength(30)
    }
    for (const writer of writers) writer.process.kill('SIGKILL')
    expect(await Promise.all(writers.map((writer) => writer.ended))).toEqual(['SIGKILL', 'SIGKILL'])
    expect((await checkHome(home)).problems.filter(isDamage)).toEqual([])
  })
})

describe('a process that keeps the database for itself', () => {
  it('makes the others say so, and leaves the store as it was', async () => {
    const home = temporaryFolder()
    openStore(home).close()
    const holder = startWriter(home, 'lock')
    await holder.said(1)
    for (const readOnly of [false, true]) {
      expect(() => openStore(home, { busyTimeoutMs: 100, readOnly })).toThrow(
        expect.objectContaining({ code: 'STORE_LOCKED', wayOut: expect.stringContaining('other process') }),
      )
    }
    holder.process.kill('SIGKILL')
    await holder.ended
    expect((await checkStore(temporaryStore(home))).problems).toEqual([])
  })
})
