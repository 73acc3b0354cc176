import { parseLogLine } from '../../../src/main/jobs/log-line.ts'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { describeInput } from '../../../src/main/jobs/job-input.ts'
import { temporaryFolder, temporaryStore } from '../runs/temporary-store.ts'
import { eventually, lives, Supervision } from './supervision.ts'

describe('a job', () => {
  it('runs in a process of its own, tells how it goes, and leaves its result', async () => {
    const supervision = new Supervision()
    await supervision.supervisor.start()
    const { id } = supervision.submit(['succeed'])
    expect(await supervision.ended(id)).toMatchObject({
      number: 1,
      state: 'done',
      resumed: false,
      error: null,
      result: { answer: 42, resume: false },
    })
    const about = { job: id, attempt: 1 }
    const last = { task: 'Count', phase: 'count', done: 3, total: 3, unit: 'things', etaSeconds: 0 }
    const { events } = supervision
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'log', level: 'warn', text: 'a remark', ...about }),
    )
    expect(events).toContainEqual({ type: 'progress', ...about, progress: expect.objectContaining(last) })
    const states = events.flatMap((event) => (event.type === 'changed' ? [event.job.state] : []))
    expect(states).toEqual(['queued', 'running', 'done'])
    expect(supervision.store.jobs.summary(id).progress).toMatchObject(last)
  })

  it('keeps the lines of its log with the run that it makes', async () => {
    const supervision = new Supervision()
    await supervision.supervisor.start()
    const { id } = supervision.submit(['run'])
    const { runs } = await supervision.ended(id)
    expect(runs).toHaveLength(1)
    const events = supervision.store.events.list(runs[0])
    expect(events).toMatchObject([{ kind: 'log', level: 'info', message: 'before the run' }])
    expect(supervision.events).toContainEqual({ type: 'run', job: id, attempt: 1, run: runs[0] })
  })

  it('starts only with the files that it was queued with', async () => {
    const supervision = new Supervision()
    await supervision.supervisor.start()
    const file = join(temporaryFolder(), 'model.onnx')
    writeFileSync(file, 'as it was')
    const input = await describeInput('model', file)
    const good = supervision.submit(['succeed'], { inputs: [input] })
    expect(await supervision.ended(good.id)).toMatchObject({ state: 'done' })
    writeFileSync(file, 'as it is!')
    const changed = supervision.submit(['succeed'], { inputs: [input] })
    const gone = supervision.submit(['succeed'], { inputs: [{ ...input, path: `${file}.none` }] })
    expect((await supervision.ended(changed.id)).error).toMatchObject({
      code: 'INPUT_CHANGED',
      message: expect.stringMatching(/\(model\) has changed.*SHA-256/),
    })
    expect((await supervision.ended(gone.id)).error).toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  it('that prints without end fills neither the events nor anything else', async () => {
    const supervision = new Supervision()
    await supervision.supervisor.start()
    const { id } = supervision.submit(['chatter'])
    expect(await supervision.ended(id)).toMatchObject({ state: 'done' })
    const told = supervision.events.filter(({ type }) => type === 'log').length
    expect(told).toBeGreaterThan(100)
    expect(told).toBeLessThan(10_000)
    const log = readFileSync(join(supervision.store.home, 'jobs', id, '1.log'), 'utf8')
    expect(parseLogLine(log.trimEnd().split('\n').at(-1) ?? '').text).toBe('line 19999')
  })
})

describe('what goes wrong fails one job with its reason', () => {
  it('and no other', async () => {
    const supervision = new Supervision({ nodeOptions: ['--max-old-space-size=64'] })
    const expected: [argv: string[], error: object, attempt?: object][] = [
      [['fail'], { code: 'MODEL_INPUT', message: 'Expected bread, got stones', wayOut: 'Bake.' }],
      [['abort'], { message: expect.stringContaining('SIGABRT') }, { exitSignal: 'SIGABRT' }],
      [['signal', 'SIGKILL'], { message: expect.stringContaining('memory runs out') }],
      [['signal', 'SIGSEGV'], { message: expect.stringContaining('native code crashed') }],
      [
        ['exit', '7'],
        { code: 'PROCESS_FAILED', message: expect.stringContaining('exit status 7') },
        { exitCode: 7 },
      ],
      [['exit', '0'], { code: 'PROCESS_FAILED', message: expect.stringContaining('exit status 0') }],
      [['throw'], { message: expect.stringContaining('exit status 1') }],
      [['forget'], { message: expect.stringContaining('never came') }],
      [['heap'], { message: expect.stringContaining('JavaScript memory ran out') }],
    ]
    const jobs = expected.map(([argv]) => supervision.submit(argv))
    const good = supervision.submit(['succeed'])
    await supervision.supervisor.start()
    for (const [index, [argv, error, attempt = {}]] of expected.entries()) {
      const ended = await supervision.ended(jobs[index].id)
      expect(ended, argv.join(' ')).toMatchObject({ state: 'failed', error, ...attempt })
    }
    expect((await supervision.ended(good.id)).state).toBe('done')
    const [aborted, thrown] = [jobs[1], jobs[6]].map(({ id }) => supervision.store.jobs.attempts(id)[0])
    expect(aborted.lastLines).toContain('last words')
    expect(thrown.lastLines.join('\n')).toContain('nobody expects this')
    expect(supervision.store.runs.get(aborted.runs[0])).toMatchObject({
      status: 'failed',
      error: { code: 'PROCESS_FAILED', message: expect.stringContaining('SIGABRT') },
    })
  })

  it('a process that gives no sign of life, or whose main thread is stuck, counts as hung', async () => {
    const supervision = new Supervision({ hang: { silentMs: 2500, blockedMs: 1000 }, graceMs: 50 })
    await supervision.supervisor.start()
    const frozen = supervision.submit(['freeze'])
    const stuck = supervision.submit(['stuck', join(temporaryFolder(), 'stuck')])
    expect((await supervision.ended(frozen.id)).error?.message).toMatch(/hung.*no sign of life for 2\.5 s/)
    expect((await supervision.ended(stuck.id)).error?.message).toMatch(/hung.*main thread has been stuck/)
  })

  it('but a machine that slept, or whose clock was set, makes no job hang', async () => {
    const supervision = new Supervision({ hang: { silentMs: 30_000 } })
    await supervision.supervisor.start()
    const file = join(temporaryFolder(), 'pid')
    const { id } = supervision.submit(['wait', file])
    await eventually(() => existsSync(file) && readFileSync(file, 'utf8') !== '')
    const pid = Number(readFileSync(file, 'utf8'))
    const [steady, wall] = [performance.now.bind(performance), Date.now.bind(Date)]
    let [slept, set] = [0, 0]
    const looks = vi.spyOn(performance, 'now').mockImplementation(() => steady() + slept)
    vi.spyOn(Date, 'now').mockImplementation(() => wall() + set)
    onTestFinished(() => void vi.restoreAllMocks())
    for (const hours of [8, -12, 5]) {
      // The job's process wakes up later than the supervisor.
      process.kill(pid, 'SIGSTOP')
      slept += 8 * 3_600_000
      set += hours * 3_600_000
      const before = looks.mock.calls.length
      await eventually(() => looks.mock.calls.length > before + 5)
      process.kill(pid, 'SIGCONT')
      expect(supervision.store.jobs.summary(id)).toMatchObject({ state: 'running', attempt: 1 })
    }
    expect(lives(pid)).toBe(true)
    await supervision.supervisor.cancel(id)
    expect(await supervision.ended(id)).toMatchObject({ number: 1, state: 'cancelled' })
  })

  it('and is not forgotten when the store cannot take it at that moment', async () => {
    const home = temporaryFolder()
    const other = temporaryStore(home)
    const supervision = new Supervision({ store: temporaryStore(home, { busyTimeoutMs: 20 }) })
    await supervision.supervisor.start()
    const file = join(temporaryFolder(), 'pid')
    const { id } = supervision.submit(['wait', file])
    await eventually(() => existsSync(file) && readFileSync(file, 'utf8') !== '')
    other.database.execute('BEGIN IMMEDIATE')
    process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL')
    await eventually(() => supervision.events.some(({ type }) => type === 'trouble'))
    expect(supervision.store.jobs.summary(id).state).toBe('running')
    other.database.execute('COMMIT')
    expect((await supervision.ended(id)).error?.message).toContain('SIGKILL')
  })

  it('and takes what it has started with it', async () => {
    const supervision = new Supervision()
    await supervision.supervisor.start()
    const file = join(temporaryFolder(), 'pid')
    const { id } = supervision.submit(['family', file, 'abort'])
    expect(await supervision.ended(id)).toMatchObject({ state: 'failed' })
    expect(lives(Number(readFileSync(file, 'utf8')))).toBe(false)
  })
})

describe('cancel', () => {
  it('ends the process and everything that it started, also what does not mind', async () => {
    const supervision = new Supervision()
    await supervision.supervisor.start()
    const folder = temporaryFolder()
    const [child, own] = ['child', 'own'].map((name) => join(folder, name))
    const { id } = supervision.submit(['family', child, 'stubborn', own])
    await eventually(() => existsSync(own) && readFileSync(own, 'utf8') !== '')
    const pids = [child, own].map((file) => Number(readFileSync(file, 'utf8')))
    expect(pids.map(lives)).toEqual([true, true])
    await supervision.supervisor.cancel(id)
    expect(pids.map(lives)).toEqual([false, false])
    expect(await supervision.ended(id)).toMatchObject({ state: 'cancelled', error: { code: 'CANCELLED' } })
  })

  it('lets work that minds end by itself, and cancels what has not begun at once', async () => {
    const supervision = new Supervision({ slots: { gpu: 1, cpu: 1 } })
    await supervision.supervisor.start()
    const file = join(temporaryFolder(), 'pid')
    const first = supervision.submit(['wait', file])
    const second = supervision.submit(['succeed'])
    const third = supervision.submit(['succeed'], {}, { needs: [second.id] })
    await supervision.supervisor.cancel(second.id)
    expect(supervision.store.jobs.summary(second.id).state).toBe('cancelled')
    expect(supervision.store.jobs.summary(third.id)).toMatchObject({ state: 'failed', failedBy: second.id })
    await eventually(() => existsSync(file))
    await supervision.supervisor.cancel(first.id)
    expect(await supervision.ended(first.id)).toMatchObject({ state: 'cancelled', exitCode: 130 })
    await expect(supervision.supervisor.cancel(first.id)).rejects.toMatchObject({ code: 'JOB_STATE' })
  })

  it('right after the start cannot hit the supervisor itself', async () => {
    const supervision = new Supervision()
    await supervision.supervisor.start()
    const { id } = supervision.submit(['wait'])
    await supervision.until(id, ({ state }) => state === 'running')
    await supervision.supervisor.cancel(id)
    expect(await supervision.ended(id)).toMatchObject({ state: 'cancelled' })
  })
})

describe('pause', () => {
  it.skipIf(process.platform === 'win32')('stands still with its children, and goes on', async () => {
    const supervision = new Supervision({ slots: { gpu: 1, cpu: 1 } })
    await supervision.supervisor.start()
    const file = join(temporaryFolder(), 'steps')
    const { id } = supervision.submit(['steps', file, '200'])
    await eventually(() => existsSync(file) && readFileSync(file).length > 5)
    await supervision.supervisor.pause(id)
    await supervision.until(id, ({ state }) => state === 'paused')
    const { owner } = supervision.store.jobs.summary(id)
    const stat = () => readFileSync(`/proc/${owner?.pid}/stat`, 'latin1')
    await eventually(() => /\) T /.test(stat()))
    const next = supervision.submit(['succeed'])
    const steps = readFileSync(file).length
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(readFileSync(file).length).toBe(steps)
    // It keeps its slot.
    expect(supervision.store.jobs.summary(next.id).state).toBe('queued')
    await expect(supervision.supervisor.pause(id)).rejects.toMatchObject({ code: 'JOB_STATE' })
    supervision.supervisor.resume(id)
    expect((await supervision.ended(id)).result).toBe('0123456789'.repeat(20))
    expect(await supervision.ended(next.id)).toMatchObject({ state: 'done' })
  })

  it('with release gives the slot away and goes on from what was stored', async () => {
    const supervision = new Supervision({ slots: { gpu: 1, cpu: 1 } })
    await supervision.supervisor.start()
    const file = join(temporaryFolder(), 'steps')
    const { id } = supervision.submit(['steps', file, '200'], { resumable: true })
    await eventually(() => existsSync(file) && readFileSync(file).length > 5)
    await supervision.supervisor.pause(id, { release: true })
    expect(supervision.store.jobs.summary(id)).toMatchObject({ state: 'paused', owner: null })
    const steps = readFileSync(file).length
    const next = supervision.submit(['succeed'])
    expect(await supervision.ended(next.id)).toMatchObject({ state: 'done' })
    supervision.supervisor.resume(id)
    const attempt = await supervision.ended(id)
    expect(attempt).toMatchObject({
      number: 2,
      resumed: true,
      state: 'done',
      result: '0123456789'.repeat(20),
    })
    expect(supervision.store.jobs.attempts(id)[0]).toMatchObject({ outcome: 'interrupted' })
    expect(steps).toBeLessThan(200)
  })
})
