import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExperimentInput } from '../../src/shared/contract/experiment.ts'
import type { EngineClient } from '../support/engine-client.ts'
import type { Subjects } from './home.ts'

/** Jobs in the states in which people meet them. */
export interface ShownJobs {
  readonly done: string
  readonly failed: string
  /** A training that goes on until `end`; another job waits for it. */
  readonly running: string
  /** Cancels what still runs or waits, and removes all of them. */
  end(): Promise<void>
}

const ENDED = ['done', 'failed', 'cancelled', 'interrupted']

async function ended(client: EngineClient, id: string): Promise<void> {
  while (!ENDED.includes((await client.jobs.get({ id })).state))
    await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Starts one job of each state, and waits until the training has something to show. */
export async function startJobs(
  client: EngineClient,
  home: string,
  { model, data, quantizedModel }: Subjects,
): Promise<ShownJobs> {
  const folder = join(home, 'inputs')
  mkdirSync(folder, { recursive: true })
  const broken = join(folder, 'truncated.onnx')
  writeFileSync(broken, 'cut off')
  const out = (name: string) => join(folder, name)
  const start = async (experiment: ExperimentInput) => (await client.experiments.start({ experiment })).job
  const evaluation = { dir: data, split: 'val2017' }
  const training = { dir: data, split: 'train2017' }
  const done = await start({ kind: 'eval', model, data: evaluation, images: 24 })
  const failed = await start({ kind: 'eval', model: broken, data: evaluation })
  const running = await start({
    ...{
      kind: 'qat',
      model,
      parent: quantizedModel,
      train: training,
      data: evaluation,
      out: out('qat.onnx'),
    },
    ...{ images: 24, trainImages: 48, training: { preset: 'short', iters: 20_000, epochs: 1000 } },
  })
  const queued = await start({ kind: 'ptq', model, calib: training, recipe: {}, out: out('ptq.onnx') })
  const all = [done, failed, running, queued]
  for (const job of [done, failed]) await ended(client, job)
  await waitFor(client, running)
  return {
    ...{ done, failed, running },
    end: async () => {
      for (const id of [queued, running]) await client.jobs.cancel({ id })
      await ended(client, running)
      const jobs = await Promise.all(all.map((id) => client.jobs.get({ id })))
      const runs = jobs.flatMap(({ attempts }) => attempts.flatMap((attempt) => attempt.runs))
      await client.jobs.remove({ ids: all })
      await client.runs.delete({ ids: runs })
    },
  }
}

/** A training that was evaluated twice. */
async function waitFor(client: EngineClient, id: string) {
  for (;;) {
    const job = await client.jobs.get({ id })
    const run = job.attempts.at(-1)?.runs.at(-1)
    const [series] = run === undefined ? [] : await client.runs.series({ id: run, names: ['AP'] })
    if ((series?.steps.length ?? 0) >= 2) return job
    if (ENDED.includes(job.state)) throw new Error(`the training ended: ${job.error?.message ?? job.state}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
