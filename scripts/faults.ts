// `npm run faults [-- --kills 200 --seed 1 --peace 3000]`: kills the engine and its jobs at random moments during calibration,
// evaluation, training and imports, and tells what came of it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seededRandom } from '../src/main/base/random.ts'
import { resourcePath } from '../src/main/base/resources.ts'
import { makeDemoSet } from '../src/main/data/demo-set.ts'
import type { EngineClient } from './support/engine-client.ts'
import { startEngineProcess } from './support/engine-process.ts'
import { Battle } from './faults/battle.ts'
import { scenarios, type Scenario } from './faults/scenario.ts'
import { Tally } from './faults/tally.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    peace: { type: 'string', default: '3000' },
  },
})

async function untilDone(
  client: EngineClient,
  experiment: ReturnType<Scenario['experiment']>,
): Promise<string> {
  const events = await client.jobs.events({})
  const { job } = await client.experiments.start({ experiment })
  for await (const event of events) {
    if (event.type !== 'changed' || event.job.id !== job || event.job.finishedAt === null) continue
    if (event.job.state !== 'done') throw new Error(`${event.job.title}: ${event.job.error?.message}`)
    return job
  }
  throw new Error('the engine ended')
}

/** Does everything once in peace, in a home folder of its own. @returns what is to come of each scenario. */
async function inPeace(
  home: string,
  all: readonly Scenario[],
  model: string,
  data: string,
  out: string,
  bundle: string,
) {
  const engine = await startEngineProcess(home)
  const { client } = engine
  const calib = { dir: data, split: 'train2017' }
  const parent = join(out, 'parent.onnx')
  await untilDone(client, { kind: 'ptq', model, calib, recipe: { method: 'max' }, out: parent, threads: 1 })
  const expected = new Map<string, string>()
  for (const scenario of all) {
    const job = await untilDone(client, scenario.experiment(0))
    expected.set(scenario.name, await scenario.outcome(client, job, 0))
  }
  const { runs } = await client.runs.list({})
  await client.runs.exportBundle({ ids: runs.map(({ id }) => id), path: bundle, models: true })
  engine.send({ type: 'stop', mode: 'stop' })
  await engine.process.exited
  return expected
}

const folder = mkdtempSync(join(tmpdir(), 'quantbench-faults-'))
const tally = new Tally()
try {
  const data = join(folder, 'data')
  const out = join(folder, 'out')
  const bundle = join(folder, 'runs.quantbench')
  mkdirSync(out)
  await makeDemoSet(data, { train: 48, val: 48 })
  const model = resourcePath('demo/detector.onnx')
  const all = scenarios(model, data, out)
  const expected = await inPeace(join(folder, 'peace'), all, model, data, out, bundle)
  const random = seededRandom(Number(values.seed))
  const battle = await Battle.begin({
    home: join(folder, 'home'),
    random,
    tally,
    expected,
    bundle,
    peaceMs: Number(values.peace),
  })
  await battle.fight(all, Number(values.kills))
  await battle.finish()
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  console.log(tally.table())
}
process.exitCode = tally.problems.length === 0 ? 0 : 1
