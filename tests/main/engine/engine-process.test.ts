import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startEngineProcess, type EngineProcess } from '../../../scripts/support/engine-process.ts'
import type { Job } from '../../../src/shared/contract/job.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace(6)

async function start(home: string): Promise<EngineProcess> {
  const engine = await startEngineProcess(join(workspace.folder, home))
  onTestFinished(() => engine.process.end(0))
  return engine
}

/** Resolves when a job is as wanted; asks again and again, as events are another test's matter. */
async function until({ client }: EngineProcess, id: string, wanted: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = await client.jobs.get({ id })
    if (wanted(job)) return job
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A job that goes on for longer than any test. */
const endless = () => ({ kind: 'demo', qatIters: 1_000_000, images: 4 }) as const

const runs = (job: Job) => job.state === 'running' && job.progress !== null

describe('the engine as a process', () => {
  it('tells its host where it serves and how its jobs are, and stops with them when asked', async () => {
    const engine = await start('asked')
    expect(engine.told[0]).toMatchObject({ type: 'ready', url: engine.url })
    const { job } = await engine.client.experiments.start({ experiment: endless() })
    await until(engine, job, runs)
    // A second one beside it; without another slot it would wait.
    await engine.client.system.changeSettings({ cpuSlots: 2 })
    const path = join(workspace.folder, 'model.onnx')
    const bad = await engine.client.experiments.start({
      experiment: { kind: 'eval', model: workspace.model, data: { dir: path } },
    })
    await until(engine, bad.job, ({ state }) => state === 'failed')
    await expect
      .poll(() => engine.told)
      .toContainEqual(expect.objectContaining({ type: 'notice', kind: 'failed', path: `/jobs/${bad.job}` }))
    await expect.poll(() => engine.told).toContainEqual(expect.objectContaining({ type: 'jobs', running: 1 }))
    engine.send({ type: 'stop', mode: 'stop' })
    expect(await engine.process.exited).toEqual({ code: 0, signal: null })
    expect(engine.told.at(-1)).toEqual({ type: 'stopped' })

    const next = await start('asked')
    // It can go on from what it stored, so it does, without being asked.
    const resumed = await until(next, job, ({ attempt }) => attempt === 2)
    expect(resumed).toMatchObject({ resume: true })
  })

  it('leaves its jobs running when asked, and takes them up again', async () => {
    const engine = await start('left')
    const { job } = await engine.client.experiments.start({ experiment: endless() })
    await until(engine, job, runs)
    engine.send({ type: 'stop', mode: 'leave' })
    expect(await engine.process.exited).toEqual({ code: 0, signal: null })
    const next = await start('left')
    const running = await until(next, job, runs)
    expect(running).toMatchObject({ attempt: 1, resume: false })
    await next.client.jobs.cancel({ id: job })
    expect(await until(next, job, ({ finishedAt }) => finishedAt !== null)).toMatchObject({
      state: 'cancelled',
      attempt: 1,
    })
  })

  it('killed by force costs no job: the next one takes it up', async () => {
    const engine = await start('killed')
    const { job } = await engine.client.experiments.start({ experiment: endless() })
    await until(engine, job, runs)
    process.kill(engine.process.pid, 'SIGKILL')
    await engine.process.exited
    const next = await start('killed')
    expect(await until(next, job, runs)).toMatchObject({ attempt: 1 })
    await next.client.jobs.cancel({ id: job })
    await until(next, job, ({ state }) => state === 'cancelled')
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends cleanly on %s', async (signal) => {
    const engine = await start('signalled')
    process.kill(engine.process.pid, signal)
    expect(await engine.process.exited).toEqual({ code: 0, signal: null })
  })

  it('says in one line why it cannot start', async () => {
    await expect(startEngineProcess('/proc/none')).rejects.toThrow(
      /ended \(1\): STORE_UNAVAILABLE: [^/]*\/proc/,
    )
  })
})
