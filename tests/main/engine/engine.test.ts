import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startEngine } from '../../../src/main/engine/engine.ts'
import type { JobEvent } from '../../../src/shared/contract/job.ts'
import { connect, failureOfCall, type EngineClient } from '../../../scripts/support/engine-client.ts'
import { startTestEngine, writeRenderer } from '../../support/test-engine.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace(6)

async function open() {
  const running = await startTestEngine()
  const { client, socket } = await connect(running.engine.url)
  return { ...running, client, socket }
}

/** Starts a job and follows it to its end; resolves with everything that was told. */
async function follow(client: EngineClient, start: () => Promise<{ job: string }>) {
  const events = await client.jobs.events({})
  const { job } = await start()
  const heard: JobEvent[] = []
  for await (const event of events) {
    heard.push(event)
    if (event.type === 'changed' && event.job.id === job && event.job.finishedAt !== null) break
  }
  return { job, heard }
}

const evaluation = () =>
  ({ kind: 'eval', model: workspace.model, data: { dir: workspace.data }, threads: 1 }) as const

describe('an engine', () => {
  it('starts a job, tells how it goes, and compares what came of it', async () => {
    await using running = await open()
    const { client } = running
    const plan = await client.experiments.plan({ experiment: evaluation() })
    expect(plan.command).toBe(`quantbench eval ${workspace.model} --data ${workspace.data} --threads 1`)
    expect(plan.estimate).toBeNull()

    const { job, heard } = await follow(client, () => client.experiments.start({ experiment: evaluation() }))
    const states = heard.flatMap((event) => (event.type === 'changed' ? [event.job.state] : []))
    expect(states.at(-1)).toBe('done')
    expect(heard).toContainEqual(expect.objectContaining({ type: 'progress', job }))
    expect(heard).toContainEqual(expect.objectContaining({ type: 'run', job }))

    const detail = await client.jobs.get({ id: job })
    expect(detail.inputs[0]).toMatchObject({ role: 'model', path: workspace.model })
    expect(detail.experiment).toMatchObject(evaluation())
    const [attempt] = detail.attempts
    expect(attempt).toMatchObject({ outcome: 'done', resumed: false })
    const run = await client.runs.get({ id: attempt.runs[0] })
    expect(run).toMatchObject({ status: 'done', jobId: job, command: plan.command })
    expect(run.figures).toContainEqual({ name: 'AP', value: 1, unit: '', better: 'higher' })

    const log = await client.jobs.log({ id: job })
    expect(log.lines.length).toBeGreaterThan(0)
    expect(log.lines[0]).toMatchObject({ level: 'info', time: expect.any(Number) })
    expect((await client.jobs.log({ id: job, from: log.next })).lines).toEqual([])

    const again = await client.jobs.duplicate({ id: job })
    await untilDone(client, again.job)
    const [second] = (await client.jobs.get({ id: again.job })).attempts
    const compared = await client.comparisons.compare({ ids: [run.id, second.runs[0]] })
    expect(compared.metrics.find(({ name }) => name === 'AP')).toMatchObject({
      values: [1, 1],
      differences: [0, 0],
      best: [],
    })
    const classes = await client.comparisons.classes({ ids: [run.id, second.runs[0]] })
    expect(classes.length).toBeGreaterThan(0)
    expect(classes[0].figures).toContainEqual({ name: 'AP', values: [1, 1] })
    await expect(client.comparisons.classes({ ids: ['no-such-run'] })).rejects.toMatchObject({
      data: { code: 'RUN_NOT_FOUND' },
    })
    expect((await client.experiments.plan({ experiment: evaluation() })).estimate).toMatchObject({
      jobs: 2,
      alike: true,
    })
  })

  it('evaluates a model that a job before it has still to make', async () => {
    await using running = await open()
    const { client } = running
    const out = join(workspace.folder, 'made', 'later.onnx')
    const made = await client.experiments.start({
      experiment: {
        kind: 'ptq',
        model: workspace.model,
        calib: { dir: workspace.data },
        recipe: {},
        out,
        threads: 1,
      },
    })
    const experiment = { ...evaluation(), model: out }
    // Nobody can tell what it evaluates before that job is done: alone it is refused, after it it waits.
    expect(await failureOfCall(client.experiments.start({ experiment }))).toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
    const { job } = await client.experiments.start({ experiment, needs: [made.job] })
    expect(await client.jobs.get({ id: job })).toMatchObject({ waits: 1, needs: [made.job], inputs: [] })
    await untilDone(client, job)
    const done = await client.jobs.get({ id: job })
    expect(done).toMatchObject({ state: 'done', waits: 0 })
    const { result } = done.attempts[0]
    expect(result).toMatchObject({ model: { path: out } })
    // The same again, now that the file is there: the job that makes it may make another one.
    const again = await client.jobs.duplicate({ id: job, experiment })
    expect(await client.jobs.get({ id: again.job })).toMatchObject({ inputs: [] })
    await untilDone(client, again.job)
  })

  it('cancels a running job', async () => {
    await using running = await open()
    const { client } = running
    const events = await client.jobs.events({})
    const experiment = { kind: 'demo', qatIters: 100_000 } as const
    const { job } = await client.experiments.start({ experiment })
    let ended: JobEvent | undefined
    let asked = false
    for await (const event of events) {
      if (event.type === 'progress' && !asked) {
        asked = true
        void client.jobs.cancel({ id: job })
      }
      if (event.type === 'changed' && event.job.finishedAt !== null) {
        ended = event
        break
      }
    }
    expect(ended).toMatchObject({ job: { id: job, state: 'cancelled' } })
    expect((await client.jobs.history({})).map(({ id }) => id)).toEqual([job])
    expect((await client.jobs.queue({})).counts).toEqual({ cancelled: 1 })
  })

  it('queues nothing whose device is refused for it', async () => {
    await using running = await open()
    const { client } = running
    const demo = { kind: 'demo', device: 'tensorrt' } as const
    expect(await failureOfCall(client.experiments.start({ experiment: demo }))).toMatchObject({
      code: 'USAGE',
      message: 'Expected another --device for demo, got tensorrt',
    })
    expect((await client.jobs.queue({})).counts).toEqual({})
  })

  it('tells failures with code, message and way out', async () => {
    await using running = await open()
    const { client } = running
    const missing = { ...evaluation(), model: join(workspace.folder, 'none.onnx') }
    expect(await failureOfCall(client.experiments.start({ experiment: missing }))).toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('none.onnx'),
      wayOut: expect.any(String),
    })
    expect(await failureOfCall(client.runs.get({ id: 'none' }))).toMatchObject({ code: 'RUN_NOT_FOUND' })
    expect(await failureOfCall(client.jobs.cancel({ id: 'none' }))).toMatchObject({ code: 'JOB_NOT_FOUND' })
  })

  it('refuses what the contract does not allow before a handler sees it', async () => {
    await using running = await open()
    const { client } = running
    await expect(client.runs.list({ limit: -1 })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(client.jobs.setPriority({ id: 'x', priority: 1e9 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  it('is the only one on its home folder, until it ends', async () => {
    const running = await open()
    const renderer = writeRenderer(workspace.folder)
    await expect(startEngine({ home: running.home, renderer })).rejects.toMatchObject({
      code: 'ENGINE_RUNNING',
      message: expect.stringContaining(`port ${running.engine.port}`),
    })
    await running.engine.close('stop')
    const next = await startEngine({ home: running.home, renderer })
    await next.close('stop')
  })

  it('says so when the port is taken, and leaves nothing open', async () => {
    await using running = await open()
    const home = join(workspace.folder, 'other-home')
    const renderer = writeRenderer(workspace.folder)
    await expect(startEngine({ home, renderer, port: running.engine.port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
    })
    const next = await startEngine({ home, renderer })
    await next.close('stop')
  })

  it('keeps settings, saved experiments and opened folders over a restart', async () => {
    const home = join(workspace.folder, 'kept-home')
    {
      await using running = await startTestEngine({ home })
      const { client } = await connect(running.engine.url)
      await client.system.changeSettings({ theme: 'dark' })
      await client.system.changeSettings({ cpuSlots: 3 })
      await client.recipes.save({ name: 'mine', experiment: evaluation() })
      await client.files.openRoot({ path: workspace.model })
    }
    await using running = await startTestEngine({ home })
    const { client } = await connect(running.engine.url)
    expect(await client.system.settings()).toMatchObject({ theme: 'dark', cpuSlots: 3, language: 'system' })
    expect(await client.recipes.list()).toMatchObject([{ name: 'mine', experiment: evaluation() }])
    expect(await client.files.roots()).toContain(workspace.folder)
    await client.files.closeRoot({ path: workspace.folder })
    expect(await client.files.roots()).not.toContain(workspace.folder)
  })

  it('checks, backs up and compacts its store while it works', async () => {
    await using running = await open()
    const { client } = running
    const { job } = await follow(client, () => client.experiments.start({ experiment: evaluation() }))
    expect((await client.jobs.get({ id: job })).state).toBe('done')
    expect(await client.store.check()).toMatchObject({ ok: true, findings: [], runs: 1 })
    const backup = await client.store.backup()
    expect(backup).toMatchObject({ runs: 1, path: expect.stringContaining(running.home) })
    expect((await client.store.compact()).freedBytes).toBeGreaterThanOrEqual(0)
    expect((await client.system.doctor()).checks.map(({ id }) => id)).toContain('store')
  })

  it('lists names in folders for choosing, and no content', async () => {
    await using running = await open()
    const { client } = running
    const listing = await client.files.browse({ path: workspace.folder, extensions: ['onnx'] })
    expect(listing.entries.map(({ kind }) => kind)).toContain('folder')
    expect(listing.entries.filter(({ kind }) => kind === 'file')).toEqual([
      expect.objectContaining({ path: workspace.model, size: expect.any(Number) }),
    ])
    expect(await failureOfCall(client.files.browse({ path: '/no/such/folder' }))).toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
  })

  it('answers many clients, and one that goes away takes its events along', async () => {
    await using running = await open()
    const others = await Promise.all(Array.from({ length: 50 }, () => connect(running.engine.url)))
    const abouts = await Promise.all(others.map(({ client }) => client.system.about()))
    expect(new Set(abouts.map(({ home }) => home))).toEqual(new Set([running.home]))
    for (const { client, socket } of others) {
      await client.jobs.events({})
      socket.terminate()
    }
    expect(await running.client.runs.list({})).toEqual({ runs: [], total: 0 })
  })
})

async function untilDone(client: EngineClient, id: string): Promise<void> {
  const events = await client.jobs.events({ id })
  if ((await client.jobs.get({ id })).finishedAt !== null) return
  for await (const event of events) {
    if (event.type === 'changed' && event.job.finishedAt !== null) return
  }
}
