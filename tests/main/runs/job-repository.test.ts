import { spawnSync } from 'node:child_process'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { firstReady } from '../../../src/main/runs/job-claim.ts'
import type { JobOutcome, JobSummary, NewJob } from '../../../src/main/runs/job-record.ts'
import { ownIdentity } from '../../../src/main/runs/process-identity.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'

const SLOTS = { gpu: 1, cpu: 2 }
const DONE: JobOutcome = { kind: 'done', result: { AP: 0.3 } }
const FAILED: JobOutcome = {
  kind: 'failed',
  error: { code: 'MODEL_INPUT', message: 'no bread', wayOut: 'Bake.' },
}
const STOPPED: JobOutcome = {
  kind: 'stopped',
  error: { code: 'PROCESS_FAILED', message: 'gone', wayOut: null },
}

function add(store: Store, title: string, changes: Partial<NewJob> = {}): string {
  const job = {
    kind: 'ptq',
    title,
    specification: { title },
    gpu: false,
    cpu: 1,
    resumable: false,
    ...changes,
  }
  return store.jobs.create(job).id
}

function claim(store: Store, slots = SLOTS): JobSummary | undefined {
  return store.jobs.claim(slots, ownIdentity())
}

/** Claims the next job and gives it to a process. @returns the number of the attempt. */
function begin(store: Store): number {
  const job = claim(store)
  if (job === undefined) throw new Error('expected a job that is ready')
  store.jobs.takeOver(job.id, job.attempt, { pid: 4711, start: 'x' })
  return job.attempt
}

/** Claims the next job and ends it so. */
function runNext(store: Store, outcome: JobOutcome): string[] {
  const job = claim(store)
  return job === undefined ? [] : store.jobs.finish(job.id, job.attempt, outcome)
}

function order(store: Store): string[] {
  return store.jobs.queue().map(({ title }) => title)
}

describe('the order', () => {
  it('is by priority, then by arrival', () => {
    const store = temporaryStore()
    for (const title of ['a', 'b']) add(store, title)
    add(store, 'urgent', { priority: 5 })
    add(store, 'c')
    add(store, 'idle', { priority: -1 })
    expect(order(store)).toEqual(['urgent', 'a', 'b', 'c', 'idle'])
    expect(claim(store)).toMatchObject({
      title: 'urgent',
      state: 'running',
      attempt: 1,
      owner: ownIdentity(),
    })
  })

  it('can be changed: before and after another, also of another priority, and to the end of a priority', () => {
    const store = temporaryStore()
    const [a, b, c] = ['a', 'b', 'c'].map((title) => add(store, title))
    const urgent = add(store, 'urgent', { priority: 5 })
    store.jobs.move(c, { before: a })
    expect(order(store)).toEqual(['urgent', 'c', 'a', 'b'])
    store.jobs.move(c, { after: a })
    expect(order(store)).toEqual(['urgent', 'a', 'c', 'b'])
    store.jobs.move(b, { before: urgent })
    expect(order(store)).toEqual(['b', 'urgent', 'a', 'c'])
    expect(store.jobs.summary(b).priority).toBe(5)
    store.jobs.setPriority(b, 0)
    expect(order(store)).toEqual(['urgent', 'a', 'c', 'b'])
  })

  it('holds through more moves to one place than doubles have room for', () => {
    const store = temporaryStore()
    const [a, b, c] = ['a', 'b', 'c'].map((title) => add(store, title))
    for (let move = 0; move < 150; move++) store.jobs.move(move % 2 === 0 ? b : c, { after: a })
    expect(order(store)).toEqual(['a', 'c', 'b'])
  })

  it('is that of queued jobs only', () => {
    const store = temporaryStore()
    const [a, b] = ['a', 'b'].map((title) => add(store, title))
    claim(store)
    expect(() => store.jobs.move(b, { before: a })).toThrow(expect.objectContaining({ code: 'JOB_STATE' }))
    expect(() => store.jobs.setPriority(a, 1)).toThrow(expect.objectContaining({ code: 'JOB_STATE' }))
    expect(() => store.jobs.move('none', { before: b })).toThrow(
      expect.objectContaining({ code: 'JOB_NOT_FOUND' }),
    )
  })
})

describe('the slots', () => {
  it('let one job on the GPU at a time, and others past those that wait for it', () => {
    const store = temporaryStore()
    for (const title of ['gpu 1', 'gpu 2']) add(store, title, { gpu: true })
    add(store, 'cpu')
    expect(claim(store)?.title).toBe('gpu 1')
    expect(claim(store)?.title).toBe('cpu')
    expect(claim(store, { gpu: 1, cpu: 9 })).toBeUndefined()
    expect(claim(store, { gpu: 2, cpu: 9 })?.title).toBe('gpu 2')
  })

  it('let nothing past a job that waits for CPU, and give all to one that wants more than there are', () => {
    const store = temporaryStore()
    const small = add(store, 'small')
    const large = add(store, 'large', { cpu: 64 })
    add(store, 'small too')
    expect(claim(store)?.id).toBe(small)
    expect(claim(store)).toBeUndefined()
    store.jobs.finish(small, 1, DONE)
    expect(claim(store)?.id).toBe(large)
    expect(claim(store)).toBeUndefined()
  })

  it('stay taken by a job that is held, not by one that was put aside', () => {
    const store = temporaryStore()
    const [held, next] = ['held', 'next'].map((title) => add(store, title, { gpu: true, resumable: true }))
    begin(store)
    expect(store.jobs.setHeld(held, 1, true)).toBe(true)
    expect(claim(store)).toBeUndefined()
    store.jobs.ask(held, 'park')
    store.jobs.finish(held, 1, STOPPED)
    expect(store.jobs.summary(held)).toMatchObject({ state: 'paused', owner: null, resume: true })
    expect(claim(store)?.id).toBe(next)
  })
})

describe('a job that needs others', () => {
  it('waits for all of them', () => {
    const store = temporaryStore()
    const needs = ['a', 'b'].map((title) => add(store, title))
    const last = add(store, 'last', { needs, priority: 9 })
    expect(store.jobs.get(last)).toMatchObject({ waits: 2, needs })
    runNext(store, DONE)
    expect(store.jobs.summary(last).waits).toBe(1)
    expect(runNext(store, DONE)).toEqual([needs[1], last])
    expect(claim(store)?.id).toBe(last)
    expect(store.jobs.get(add(store, 'later', { needs })).waits).toBe(0)
  })

  it('fails with the reason when one of them does, and comes back with it', () => {
    const store = temporaryStore()
    const first = add(store, 'quantize')
    const second = add(store, 'evaluate', { needs: [first] })
    const third = add(store, 'compare', { needs: [second] })
    expect(runNext(store, FAILED)).toEqual([first, second, third])
    expect(store.jobs.summary(second)).toMatchObject({
      state: 'failed',
      failedBy: first,
      error: { code: 'MODEL_INPUT', message: '“quantize”, which it needs, failed: no bread' },
    })
    expect(store.jobs.summary(third)).toMatchObject({ state: 'failed', failedBy: second })
    expect(() => store.jobs.retry(third)).toThrow(expect.objectContaining({ code: 'JOB_STATE' }))
    expect(() => add(store, 'hopeless', { needs: [first] })).toThrow(/“quantize”.*is failed/)
    expect(store.jobs.retry(first)).toEqual([first, second, third])
    expect(store.jobs.queue()).toMatchObject([
      { id: first, waits: 0, error: null },
      { id: second, waits: 1, failedBy: null },
      { id: third, waits: 1 },
    ])
  })

  it('cannot need what is not there', () => {
    const store = temporaryStore()
    expect(() => add(store, 'lost', { needs: ['none'] })).toThrow(
      expect.objectContaining({ code: 'JOB_NOT_FOUND' }),
    )
    expect(store.jobs.queue()).toEqual([])
  })
})

describe('an attempt', () => {
  it('keeps its outcome, reason and last lines, and a retry is another one', () => {
    const store = temporaryStore()
    const id = add(store, 'a', { resumable: true })
    claim(store)
    const exit = { code: null, signal: 'SIGABRT' } as const
    store.jobs.finish(id, 1, FAILED, { exit, lastLines: ['last words'] })
    expect(store.jobs.summary(id)).toMatchObject({
      state: 'failed',
      error: { message: 'no bread' },
      owner: null,
    })
    store.jobs.retry(id)
    expect(claim(store)).toMatchObject({ attempt: 2, resume: true, error: null })
    store.jobs.finish(id, 2, DONE)
    expect(store.jobs.attempts(id)).toMatchObject([
      { outcome: 'failed', resumed: false, exitSignal: 'SIGABRT', lastLines: ['last words'], result: null },
      { outcome: 'done', resumed: true, error: null, result: { AP: 0.3 } },
    ])
    expect(() => store.jobs.retry(id)).toThrow(expect.objectContaining({ code: 'JOB_STATE' }))
  })

  it('ends once: who comes second is not heard', () => {
    const store = temporaryStore()
    const id = add(store, 'a')
    claim(store)
    expect(store.jobs.finish(id, 1, DONE)).toEqual([id])
    expect(store.jobs.finish(id, 1, FAILED)).toEqual([])
    expect(store.jobs.summary(id).state).toBe('done')
    expect(store.jobs.setHeld(id, 1, true)).toBe(false)
  })

  it('belongs to the process that takes it over, if it comes in time', () => {
    const store = temporaryStore()
    const id = add(store, 'a', { resumable: true })
    const process = { pid: 4711, start: 'x' }
    claim(store)
    expect(store.jobs.takeOver(id, 1, process)).toBe(true)
    expect(store.jobs.summary(id)).toMatchObject({ owner: process, supervisor: ownIdentity() })
    expect(store.jobs.takeOver(id, 1, process)).toBe(false)
    store.jobs.finish(id, 1, STOPPED)
    claim(store)
    expect(store.jobs.takeOver(id, 1, process)).toBe(false)
    expect(store.jobs.takeOver(id, 2, process)).toBe(true)
  })

  it('is linked to the runs of its process', () => {
    const store = temporaryStore()
    const id = add(store, 'a')
    claim(store)
    const run = addRun(store)
    expect(store.jobs.runsOfProcess(ownIdentity())).toEqual([run])
    expect(store.jobs.linkRuns(id, 1, [run])).toEqual([run])
    expect(store.jobs.linkRuns(id, 1, [run])).toEqual([])
    expect(store.jobs.attempts(id)[0].runs).toEqual([run])
  })
})

describe('a job that is stopped', () => {
  const cases: [intent: 'cancel' | 'park' | 'stop' | null, resumable: boolean, state: string][] = [
    ['cancel', true, 'cancelled'],
    ['cancel', false, 'cancelled'],
    ['park', true, 'paused'],
    ['stop', true, 'queued'],
    ['stop', false, 'interrupted'],
    [null, true, 'queued'],
    [null, false, 'interrupted'],
  ]
  it.each(cases)('%s, resumable %s: %s', (intent, resumable, state) => {
    const store = temporaryStore()
    const id = add(store, 'a', { resumable })
    begin(store)
    if (intent !== null) expect(store.jobs.ask(id, intent)).toEqual([id])
    store.jobs.finish(id, 1, STOPPED)
    expect(store.jobs.summary(id)).toMatchObject({ state, intent: null })
  })

  it('has failed for that reason and no other, and is done if it was done before', () => {
    const store = temporaryStore()
    const [one, two] = ['one', 'two'].map((title) => add(store, title))
    for (const id of [one, two]) {
      begin(store)
      store.jobs.ask(id, 'cancel')
    }
    store.jobs.finish(one, 1, FAILED)
    store.jobs.finish(two, 1, DONE)
    expect([one, two].map((id) => store.jobs.summary(id).state)).toEqual(['cancelled', 'done'])
  })

  it('goes on by itself only so often, until somebody asks for it', () => {
    const store = temporaryStore()
    const id = add(store, 'a', { resumable: true })
    const lose = () => {
      const attempt = begin(store)
      store.jobs.finish(id, attempt, STOPPED, { maxResumes: 2 })
      return store.jobs.summary(id).state
    }
    expect([lose(), lose(), lose()]).toEqual(['queued', 'queued', 'interrupted'])
    expect(store.jobs.summary(id).error?.message).toBe('gone, after 2 restarts')
    store.jobs.retry(id)
    expect(lose()).toBe('queued')
  })

  it('before its process had made the attempt its own is queued again, resumable or not', () => {
    const store = temporaryStore()
    const id = add(store, 'a')
    claim(store)
    store.jobs.finish(id, 1, STOPPED)
    expect(store.jobs.summary(id)).toMatchObject({ state: 'queued', resume: false })
  })

  it('before it began is cancelled at once', () => {
    const store = temporaryStore()
    const id = add(store, 'a')
    const dependent = add(store, 'b', { needs: [id] })
    expect(store.jobs.ask(id, 'cancel')).toEqual([id, dependent])
    expect(store.jobs.summary(dependent).error?.message).toContain('was cancelled')
    expect(() => store.jobs.ask(id, 'cancel')).toThrow(expect.objectContaining({ code: 'JOB_STATE' }))
  })
})

describe('lists', () => {
  it('show what goes on, what has ended, and how many there are', () => {
    const store = temporaryStore()
    const [a, b, c] = ['a', 'b', 'c'].map((title) => add(store, title))
    runNext(store, DONE)
    runNext(store, FAILED)
    claim(store)
    const d = add(store, 'd')
    expect(store.jobs.queue().map(({ id }) => id)).toEqual([c, d])
    expect(new Set(store.jobs.history().map(({ id }) => id))).toEqual(new Set([a, b]))
    expect(store.jobs.history({ states: ['failed'] }).map(({ id }) => id)).toEqual([b])
    expect(store.jobs.counts()).toEqual({ done: 1, failed: 1, running: 1, queued: 1 })
  })

  it('show no job that ended before it began, though the clock was set back by hours', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2030, 0, 1, 12) })
    onTestFinished(() => void vi.useRealTimers())
    const store = temporaryStore()
    const id = add(store, 'a')
    const hours = [6, 18, 3].map((hour) => Date.UTC(2030, 0, 1, hour))
    vi.setSystemTime(hours[0])
    claim(store)
    expect(store.jobs.summary(id).startedAt).toBe(Date.UTC(2030, 0, 1, 12))
    store.jobs.finish(id, 1, STOPPED)
    vi.setSystemTime(hours[1])
    claim(store)
    vi.setSystemTime(hours[2])
    store.jobs.finish(id, 2, DONE)
    for (const { startedAt, finishedAt } of store.jobs.attempts(id)) {
      expect(finishedAt).toBeGreaterThanOrEqual(startedAt)
      expect(finishedAt).toBeLessThan(startedAt + 3_600_000)
    }
    expect(store.jobs.summary(id).finishedAt).toBe(store.jobs.attempts(id)[1].finishedAt)
  })

  it('forget jobs that have ended and that nobody needs; their runs stay', () => {
    const store = temporaryStore()
    const a = add(store, 'a')
    const b = add(store, 'b', { needs: [a] })
    claim(store)
    const run = addRun(store)
    store.jobs.linkRuns(a, 1, [run])
    expect(() => store.jobs.remove([a])).toThrow(expect.objectContaining({ code: 'JOB_STATE' }))
    store.jobs.finish(a, 1, DONE)
    expect(() => store.jobs.remove([a])).toThrow(expect.objectContaining({ code: 'JOB_STATE' }))
    runNext(store, DONE)
    store.jobs.remove([a, b])
    expect(() => store.jobs.get(a)).toThrow(expect.objectContaining({ code: 'JOB_NOT_FOUND' }))
    expect(store.runs.get(run).status).toBe('done')
    expect(store.database.all(store.database.build.selectFrom('job_attempts').selectAll())).toEqual([])
  })
})

describe('ten thousand queued jobs', () => {
  it('are picked from by one step in an index', () => {
    const store = temporaryStore()
    store.database.execute(`
      WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9999)
      INSERT INTO jobs (id, kind, title, state, priority, position, specification, gpu, cpu, resumable, created_at)
      SELECT 'id' || n, 'ptq', 'job ' || n, 'queued', n % 3, n, '{}', n % 10 <> 9, 1, 0, n FROM numbers`)
    for (const gpu of [0, 1] as const) {
      const { sql: text, parameters } = firstReady(store.database.build, gpu).compile()
      const values = [...parameters]
      const plan = sql<{
        detail: string
      }>`EXPLAIN QUERY PLAN ${sql.raw(text.replaceAll('?', () => String(values.shift())))}`
      const rows = store.database.all({ compile: () => plan.compile(store.database.build) })
      expect(rows.map(({ detail }) => detail)).toEqual(['SEARCH jobs USING INDEX jobs_next (gpu=?)'])
    }
    expect(claim(store)).toMatchObject({ title: 'job 2', priority: 2 })
    // Another one for the GPU must wait; the first of the rest comes after thousands of those.
    expect(claim(store)).toMatchObject({ title: 'job 29', gpu: false })
    expect(store.jobs.queue({ limit: 50 })).toHaveLength(52)
  })
})

describe('a claim', () => {
  it('is made once by two processes at the same time', () => {
    const home = temporaryFolder()
    const [one, two] = [temporaryStore(home), temporaryStore(home)]
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    const id = add(one, 'a')
    expect(one.jobs.claim(SLOTS, ownIdentity())?.id).toBe(id)
    expect(two.jobs.claim(SLOTS, { pid, start: 'other' })).toBeUndefined()
  })
})
