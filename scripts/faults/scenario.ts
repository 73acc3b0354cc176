import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ExperimentInput } from '../../src/shared/contract/experiment.ts'
import type { EngineClient } from '../support/engine-client.ts'

/** A sort of job that is killed again and again, and what its result must be in the end. */
export interface Scenario {
  readonly name: string
  /** A fresh one, with a place of its own for what it writes. */
  experiment(round: number): ExperimentInput
  /** What came of it, as text that equals that of an undisturbed one. */
  outcome(client: EngineClient, job: string, round: number): Promise<string>
}

function hashOf(path: string): string {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'missing'
}

/** SHA-256 of the latest run's detections and its figures, without those about time. */
async function evaluationOf(client: EngineClient, job: string): Promise<string> {
  const { attempts } = await client.jobs.get({ id: job })
  const id = attempts.at(-1)?.runs.at(-1) ?? attempts.flatMap(({ runs }) => runs).at(-1) ?? ''
  const { artifacts, figures } = await client.runs.get({ id })
  const detections = artifacts.find(({ role }) => role === 'detections')?.sha256 ?? 'none'
  const stable = figures.filter(({ unit }) => unit === '').map(({ name, value }) => `${name}=${value}`)
  return [detections, ...stable].join(' ')
}

/** What the engine of a home folder is set to do; `data` holds the demo images. */
export function scenarios(model: string, data: string, out: string): Scenario[] {
  const train = { dir: data, split: 'train2017' }
  const evaluated = { dir: data, split: 'val2017' }
  const file = (name: string, round: number) => join(out, `${name}-${round}.onnx`)
  const parent = join(out, 'parent.onnx')
  const outputOf = (name: string) => async (_client: EngineClient, _job: string, round: number) => {
    const hash = hashOf(file(name, round))
    rmSync(file(name, round), { force: true })
    return hash
  }
  return [
    {
      name: 'evaluation',
      experiment: () => ({ kind: 'eval', model, data: evaluated, threads: 1 }),
      outcome: evaluationOf,
    },
    {
      name: 'calibration',
      experiment: (round) => ({
        kind: 'ptq',
        model,
        calib: train,
        recipe: { method: 'entropy' },
        out: file('calibration', round),
        threads: 1,
      }),
      outcome: outputOf('calibration'),
    },
    {
      name: 'QAT',
      experiment: (round) => ({
        kind: 'qat',
        model,
        parent,
        train,
        trainImages: 16,
        data: evaluated,
        images: 8,
        training: { iters: 12, epochs: 6, batch: 2, lsq: true },
        out: file('QAT', round),
        threads: 1,
      }),
      outcome: outputOf('QAT'),
    },
  ]
}
