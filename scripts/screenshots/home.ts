import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProcess } from '../../src/main/base/child-process.ts'
import type { EngineClient } from '../support/engine-client.ts'

interface EngineFiles {
  readonly layers: string
  readonly profile: string
}

/** What the pictures show: runs of the bundled demo, and analyses of its detector. */
export interface Subjects {
  readonly model: string
  readonly data: string
  /** File of the quantized model. */
  readonly quantizedModel: string
  /** Layers and profiles of two engines, where recordings of some are at hand. */
  readonly engines: readonly EngineFiles[]
  /** Id of the newest run of a kind; of variants, the one of the demo. */
  readonly runs: ReadonlyMap<string, string>
  /** Quantized runs and their float parent, the parent first. */
  readonly compared: readonly string[]
}

const CLI = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))
const REFERENCE = process.env['QUANTBENCH_REFERENCE'] ?? join(import.meta.dirname, '../../../shared')
const RECORDINGS = join(REFERENCE, 'fixtures/tensorrt/trex/examples/pytorch/resnet/A100')
const FEW = ['--images', '24', '--calib-images', '24']

async function quantbench(home: string, ...words: readonly string[]): Promise<void> {
  const lines: string[] = []
  const command = [CLI, ...words, '--home', home, '--json']
  const { exited } = await startProcess(process.execPath, command, { onLine: (line) => lines.push(line) })
  const { code } = await exited
  if (code !== 0) throw new Error(`quantbench ${words[0]} ended with ${code}: ${lines.slice(-3).join(' / ')}`)
}

/** Makes the runs that are missing in a home folder, through the command line as users would. */
export async function prepareHome(home: string, client: EngineClient): Promise<Subjects> {
  const { demoModel } = await client.system.about()
  if (demoModel === null) throw new Error('Expected the bundled detector, found none')
  const data = join(home, 'demo')
  const analysis = [
    demoModel,
    '--data',
    data,
    '--calib',
    data,
    ...FEW,
    '--head-float',
    'off',
    '--method',
    'entropy',
  ]
  const steps: [kind: string, words: readonly string[]][] = [
    ['main', ['demo']],
    ['sensitivity', ['sensitivity', ...analysis, '--metric', 'agreement', '--cumulative', '6']],
    ['search', ['search', ...analysis, '--by', 'block', '--max-drop', '0.01']],
  ]
  for (const [kind, words] of steps) {
    if ((await newest(client, kind)) !== undefined) continue
    console.error(`Makes a run: quantbench ${words[0]} …`)
    await quantbench(home, ...words)
  }
  await client.files.openRoot({ path: RECORDINGS }).catch(() => undefined)
  return subjectsOf(client, { model: demoModel, data })
}

async function subjectsOf(
  client: EngineClient,
  { model, data }: Pick<Subjects, 'model' | 'data'>,
): Promise<Subjects> {
  const { runs } = await client.runs.list({ limit: 1000 })
  const main = runs.find(({ kind }) => kind === 'main')?.id
  const variants = runs.filter(({ kind, groupId }) => groupId === main && kind !== 'main').toReversed()
  const newest = [...runs.toReversed(), ...variants].map(({ kind, id }): [string, string] => [kind, id])
  const runsOfKind = new Map(newest)
  const { artifacts } = await client.runs.get({ id: runsOfKind.get('ptq') ?? '' })
  const quantizedModel = artifacts.find(({ role }) => role === 'output')?.path ?? model
  const compared = variants.map(({ id }) => id)
  return { model, data, quantizedModel, engines: recordedEngines(), runs: runsOfKind, compared }
}

function recordedEngines(): EngineFiles[] {
  if (!existsSync(RECORDINGS)) return []
  return ['qat', 'qat-residual'].map((recipe) => {
    const folder = join(RECORDINGS, recipe)
    const names = readdirSync(folder)
    const file = (ending: string) => join(folder, names.find((name) => name.endsWith(ending)) ?? ending)
    return { layers: file('.graph.json'), profile: file('.profile.json') }
  })
}

async function newest(client: EngineClient, kind: string): Promise<string | undefined> {
  const { runs } = await client.runs.list({ limit: 1000 })
  return runs.find((run) => run.kind === kind && run.status === 'done')?.id
}
