import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { JobQueue } from '../../../src/main/jobs/job-queue.ts'
import { checkStore } from '../../../src/main/runs/check.ts'
import { hasEnded } from '../../../src/main/runs/job-state.ts'
import { temporaryFolder, temporaryStore } from '../runs/temporary-store.ts'
import { acting, eventually, lives, Supervision } from './supervision.ts'

/** A supervisor in a process of its own, as an engine has it; killed when the test ends. */
function startEngine(home: string): ChildProcess {
  const script = join(import.meta.dirname, 'fixtures/engine.ts')
  const engine = spawn(process.execPath, [script, home], { stdio: ['ignore', 'ignore', 'inherit'] })
  onTestFinished(() => void engine.kill('SIGKILL'))
  return engine
}

async function kill(engine: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (engine.exitCode !== null || engine.signalCode !== null) return
  engine.kill(signal)
  await once(engine, 'exit')
}

const COUNTED = '0123456789'.repeat(15)

describe('an engine that is killed', () => {
  it('leaves its jobs running, and the next one takes them up', async () => {
    const store = temporaryStore()
    const queue = new JobQueue(store)
    const folder = temporaryFolder()
    const [pid, steps] = ['pid', 'steps'].map((name) => join(folder, name))
    const waits = queue.submit(acting(['wait', pid]))
    const counts = queue.submit(acting(['steps', steps, '150']))
    const engine = startEngine(store.home)
    await eventually(() => existsSync(pid) && existsSync(steps))
    await kill(engine)
    // The job that ends while nobody looks tells the store so.
    await eventually(() => store.jobs.summary(counts.id).state === 'done')
    expect(store.jobs.attempts(counts.id)).toMatchObject([{ number: 1, outcome: 'done', result: COUNTED }])
    const supervision = new Supervision({ store })
    await supervision.supervisor.start()
    expect(store.jobs.summary(waits.id)).toMatchObject({ state: 'running', attempt: 1 })
    expect(store.jobs.summary(waits.id).supervisor?.pid).toBe(process.pid)
    const number = Number(readFileSync(pid, 'utf8'))
    expect(lives(number)).toBe(true)
    await supervision.supervisor.cancel(waits.id)
    expect(store.jobs.summary(waits.id)).toMatchObject({ state: 'cancelled', attempt: 1 })
    expect(lives(number)).toBe(false)
  })

  it('together with its jobs: resumable ones go on, others are interrupted', async () => {
    const store = temporaryStore()
    const queue = new JobQueue(store)
    const folder = temporaryFolder()
    const [pid, steps] = ['pid', 'steps'].map((name) => join(folder, name))
    const waits = queue.submit(acting(['wait', pid]))
    const needs = queue.submit(acting(['succeed']), { needs: [waits.id] })
    const counts = queue.submit(acting(['steps', steps, '150'], { resumable: true }))
    const engine = startEngine(store.home)
    await eventually(() => existsSync(pid) && existsSync(steps) && readFileSync(steps).length > 3)
    const owners = [waits, counts].map(({ id }) => store.jobs.summary(id).owner?.pid ?? 0)
    await kill(engine)
    for (const owner of owners) process.kill(owner, 'SIGKILL')
    await eventually(() => owners.every((owner) => !lives(owner)))
    const supervision = new Supervision({ store })
    await supervision.supervisor.start()
    expect(await supervision.ended(counts.id)).toMatchObject({ number: 2, resumed: true, result: COUNTED })
    expect(store.jobs.summary(waits.id)).toMatchObject({
      state: 'interrupted',
      error: { code: 'PROCESS_FAILED', message: expect.stringContaining('gone without a word') },
    })
    expect(store.jobs.summary(needs.id)).toMatchObject({ state: 'failed', failedBy: waits.id })
  })
})

describe('an engine that quits', () => {
  it('stops its jobs, and those that can go on next time', async () => {
    const supervision = new Supervision()
    const { store } = supervision
    await supervision.supervisor.start()
    const folder = temporaryFolder()
    const [pid, steps] = ['pid', 'steps'].map((name) => join(folder, name))
    const waits = supervision.submit(['wait', pid])
    const counts = supervision.submit(['steps', steps, '150'], { resumable: true })
    const later = supervision.submit(['succeed'], {}, { needs: [counts.id] })
    await eventually(() => existsSync(pid) && existsSync(steps))
    await supervision.supervisor.stop('stop')
    expect(lives(Number(readFileSync(pid, 'utf8')))).toBe(false)
    expect(store.jobs.summary(waits.id).state).toBe('interrupted')
    expect(store.jobs.summary(counts.id)).toMatchObject({ state: 'queued', resume: true })
    const again = new Supervision({ store })
    await again.supervisor.start()
    expect(await again.ended(counts.id)).toMatchObject({ number: 2, resumed: true, result: COUNTED })
    expect(await again.ended(later.id)).toMatchObject({ state: 'done' })
  })

  it('or leaves them running', async () => {
    const store = temporaryStore()
    const steps = join(temporaryFolder(), 'steps')
    const { id } = new JobQueue(store).submit(acting(['steps', steps, '300']))
    const engine = startEngine(store.home)
    await eventually(() => existsSync(steps))
    await kill(engine, 'SIGTERM')
    expect(engine.exitCode).toBe(0)
    expect(store.jobs.summary(id).state).toBe('running')
    const again = new Supervision({ store })
    await again.supervisor.start()
    expect(await again.ended(id)).toMatchObject({ number: 1, state: 'done', result: COUNTED.repeat(2) })
  })
})

describe('two engines on one store', () => {
  it('share the queue and the slots, and do every job once', async () => {
    const store = temporaryStore()
    const queue = new JobQueue(store)
    const gpu = { resources: { gpu: true, cpu: 1 } }
    const jobs = Array.from({ length: 4 }, () => queue.submit(acting(['succeed'], gpu)))
    const engines = [startEngine(store.home), startEngine(store.home)]
    await eventually(() => {
      expect(store.jobs.active().length).toBeLessThanOrEqual(1)
      return jobs.every(({ id }) => hasEnded(store.jobs.summary(id).state))
    })
    for (const { id } of jobs) expect(store.jobs.attempts(id)).toMatchObject([{ number: 1, outcome: 'done' }])
    for (const engine of engines) await kill(engine)
  })
})

describe('random kills', () => {
  it('of engine and job lose nothing and end with the result of an undisturbed job', async () => {
    const store = temporaryStore()
    const queue = new JobQueue(store)
    const random = seededRandom(11)
    const steps = join(temporaryFolder(), 'steps')
    const job = queue.submit(acting(['steps', steps, '600'], { resumable: true }))
    const evaluation = queue.submit(acting(['succeed']), { needs: [job.id] })
    let engine = startEngine(store.home)
    for (let kills = 0; kills < 20; kills++) {
      await sleep(random.integer(800))
      const owner = store.jobs.summary(job.id).owner?.pid
      const both = random.next() < 0.5
      if (random.next() < 0.5 || both) {
        await kill(engine)
        engine = startEngine(store.home)
      }
      if (owner !== undefined && owner !== engine.pid && both) {
        try {
          process.kill(owner, 'SIGKILL')
        } catch {
          // It was faster.
        }
      }
    }
    await eventually(() => {
      const { state } = store.jobs.summary(job.id)
      // A job that is killed while its engine lives has failed, for all that the engine can know.
      if (state === 'failed') queue.retry(job.id)
      return hasEnded(store.jobs.summary(evaluation.id).state) && hasEnded(state) && state !== 'failed'
    })
    await kill(engine)
    expect(store.jobs.attempts(job.id).at(-1)).toMatchObject({
      outcome: 'done',
      result: '0123456789'.repeat(60),
    })
    expect(store.jobs.attempts(job.id).length).toBeGreaterThan(2)
    expect(store.jobs.summary(evaluation.id).state).toBe('done')
    expect((await checkStore(store)).problems).toEqual([])
    expect(store.jobs.active()).toEqual([])
  })
})
