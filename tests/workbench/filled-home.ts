import { standInTrtexec } from '../support/stand-in-trtexec/stand-in.ts'
import type { TinyWorkspace } from '../support/tiny-workspace.ts'
import type { EngineProcess } from '../../scripts/support/engine-process.ts'
import type { ExperimentInput } from '../../src/shared/contract/experiment.ts'

/** What a filled home holds, by what pages show of it. */
export interface FilledHome {
  model: string
  data: string
  /** Jobs in the order in which they were done. */
  jobs: string[]
  /** Runs by their kind; of several the first. */
  runs: ReadonlyMap<string, string>
  /** The float run and those that were made from it. */
  compared: string[]
}

async function done({ client }: EngineProcess, experiment: ExperimentInput): Promise<string> {
  const { job } = await client.experiments.start({ experiment })
  for (;;) {
    const { state, error } = await client.jobs.get({ id: job })
    if (state === 'done') return job
    if (error !== null || ['failed', 'cancelled', 'interrupted'].includes(state))
      throw new Error(`${experiment.kind} ended in ${state}: ${error?.message}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Real jobs of every kind that leaves something to look at, on the tiny detector: a comparison, layers, an engine. */
export async function fillHome(engine: EngineProcess, workspace: TinyWorkspace): Promise<FilledHome> {
  const { model, data } = workspace
  const trtexec = standInTrtexec(workspace.folder)
  await engine.client.system.changeSettings({ trtexec: trtexec.path })
  const jobs = [
    await done(engine, {
      kind: 'run',
      model,
      data: { dir: data },
      variants: ['fp32', 'ptq:max', 'ptq:percentile@60', 'qat'],
      qatIters: 4,
      recipe: {},
      repeats: 3,
    }),
    await done(engine, {
      kind: 'sensitivity',
      model,
      data: { dir: data },
      calib: { dir: data },
      recipe: { method: 'max' },
      analysis: {},
    }),
    await done(engine, { kind: 'trtexec', models: [model] }),
  ]
  const { runs } = await engine.client.runs.list({ limit: 100 })
  const oldestFirst = runs.toSorted((a, b) => a.createdAt - b.createdAt)
  const byKind = new Map(oldestFirst.toReversed().map(({ kind, id }) => [kind, id]))
  const compared = oldestFirst.filter(({ kind }) => ['fp32', 'ptq', 'qat'].includes(kind))
  return { model, data, jobs, runs: byKind, compared: compared.map(({ id }) => id) }
}
