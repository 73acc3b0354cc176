import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../src/main/base/random.ts'
import { resourcePath } from '../../../../src/main/base/resources.ts'
import { makeDemoSet } from '../../../../src/main/data/demo-set.ts'
import { openStore } from '../../../../src/main/runs/store.ts'
import { complaints, runCommand } from '../../../support/command-line.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'
import { runProcess, type ProcessOutcome } from '../killed-command.ts'

const MODEL = resourcePath('demo/detector.onnx')
const SEED = 20

let folder = ''
let data = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quantbench-resume-'))
  data = join(folder, 'data')
  await makeDemoSet(data, { train: 60, val: 60 })
  // Images that cannot be read are counted once, however often the work begins.
  truncateSync(join(data, 'val2017', readdirSync(join(data, 'val2017'))[20]), 100)
  truncateSync(join(data, 'train2017', readdirSync(join(data, 'train2017'))[25]), 100)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const inFolder = (name: string) => join(folder, name)
const common = (home: string) => ['--home', inFolder(home), '--threads', '2', '--json']

/**
 * Kills a command at random moments within the time that its work takes, as often as asked unless it is faster than
 * that, and lets it end then.
 */
async function killedOften(argv: readonly string[], workMs: number, kills: number): Promise<ProcessOutcome> {
  const random = seededRandom(SEED)
  let command = argv
  for (let killed = 0; killed < kills; killed++) {
    const outcome = await runProcess(command, 0.8 * random.next() * workMs)
    if (outcome.status !== 'SIGKILL') return outcome
    command = [...argv, '--resume']
  }
  return runProcess(command)
}

/**
 * How the runs of each piece of work ended, all of which have to be whole: a kill may come after the last run was
 * stored and before the process could end, and then the next start rightly begins anew.
 */
function groupsIn(home: string): string[][] {
  using store = openStore(inFolder(home))
  const groups = Map.groupBy(store.runs.list().runs, ({ id, groupId }) => groupId ?? id)
  const ended = [...groups.values()].map((runs) => runs.map(({ status }) => status))
  for (const one of ended) expect(one).toEqual(ended[0])
  return ended
}

const evalLine = (home: string, ...more: string[]) => [
  'eval',
  MODEL,
  '--data',
  data,
  '--out',
  inFolder(`${home}.json`),
  ...common(home),
  ...more,
]

describe('quantbench eval --resume', () => {
  it('killed again and again, ends with the statistics and the detections of an undisturbed run', async () => {
    const straight = await runProcess(evalLine('straight'))
    const killed = await killedOften(evalLine('killed'), straight.workMs, 2)
    expect(killed.status).toBe(0)
    const [expected, result] = [straight, killed].map(({ stdout }) => JSON.parse(stdout))
    expect(result.stats).toEqual(expected.stats)
    expect(result.perClass).toEqual(expected.perClass)
    expect(result.badImages).toEqual(expected.badImages)
    expect(result.badImages).toHaveLength(1)
    const detections = (home: string) => readFileSync(inFolder(`${home}.json`))
    expect(detections('killed').equals(detections('straight'))).toBe(true)
    expect(result.timing.images).toBe(59)
    expect(groupsIn('killed')).toContainEqual(['done'])
    expect(readdirSync(inFolder('killed/partial'))).toEqual([])
  })

  it('says what differs where the model has changed, and begins anew without --resume', async () => {
    const model = inFolder('changing.onnx')
    writeFileSync(model, readFileSync(MODEL))
    const argv = ['eval', model, '--data', data, ...common('changed')]
    expect((await runProcess(argv, 100)).status).toBe('SIGKILL')
    // The same model under another hash: its documentation (field 6) is given once more.
    writeFileSync(model, Buffer.concat([readFileSync(MODEL), Buffer.from([0x32, 1, 0x61])]))
    const refused = await runCommand(...argv, '--resume')
    expect(refused.status).toBe(1)
    expect(complaints(refused).at(-1)).toMatch(
      /^CHECKPOINT_INVALID: Run .* cannot be resumed from: model was [0-9a-f]{12}…, is [0-9a-f]{12}…\. Start without --resume/,
    )
    const anew = await runCommand(...argv)
    expect(JSON.parse(anew.stdout).timing.resumedFrom).toBe(0)
    expect(readdirSync(inFolder('changed/partial'))).toEqual([])
  })
})

const ptqLine = (home: string, ...more: string[]) => [
  'ptq',
  MODEL,
  '--calib',
  data,
  '--out',
  inFolder(`${home}.onnx`),
  '--save-table',
  inFolder(`${home}.table`),
  ...common(home),
  ...more,
]

describe('quantbench ptq --resume', () => {
  it('killed again and again, ends with the ranges and the bytes of an undisturbed run', async () => {
    const straight = await runProcess(ptqLine('plain'))
    expect(straight.status).toBe(0)
    const killed = await killedOften(ptqLine('torn'), straight.workMs, 2)
    expect(killed.status).toBe(0)
    for (const kind of ['onnx', 'table'])
      expect(readFileSync(inFolder(`torn.${kind}`)).equals(readFileSync(inFolder(`plain.${kind}`)))).toBe(
        true,
      )
    expect(groupsIn('torn')).toContainEqual(['done'])
    expect(readdirSync(inFolder('torn/partial'))).toEqual([])
  })

  it('begins anew for other settings, and says so', async () => {
    expect((await runProcess(ptqLine('other'), 100)).status).toBe('SIGKILL')
    const outcome = await runCommand(...ptqLine('other', '--method', 'max', '--resume'))
    expect(complaints(outcome).join('\n')).toMatch(
      /Begins anew: run .* another one \(recipe\.method was mse, is max\)/,
    )
    expect(JSON.parse(outcome.stdout).timing.calibration.resumedFrom).toBe(0)
  })
})

const workspace = useTinyWorkspace(24)

const runLine = (home: string) => [
  ...['run', workspace.model, '--data', workspace.data, '--variants', 'fp32,fp16,ptq:mse,qat:mse'],
  ...['--qat-iters', '12', '--repeats', '5', ...common(home)],
]

/** What a main job came to, without times. */
function comparisonIn(home: string, stdout: string) {
  const { rows, run } = JSON.parse(stdout)
  expect(groupsIn(home)).toContainEqual(Array(5).fill('done'))
  using store = openStore(inFolder(home))
  expect(store.runs.list({ groupId: run }).total).toBe(5)
  return rows.map(({ fps: _fps, speedup: _speedup, run: own, ...row }: Record<string, unknown>) => {
    const { outputModel, kind } = store.runs.get(String(own))
    const metrics = store.metrics
      .list(String(own))
      .filter(({ name }) => /^(AP|AR|F1|agreement|error|steps)/.test(name))
    const detections = store.artifacts.find(String(own), 'detections')?.sha256
    const loss = Array.from(store.series.get(String(own), 'loss').values)
    return { ...row, kind, model: outputModel?.sha256, detections, metrics, loss }
  })
}

describe('quantbench run --resume', () => {
  it('killed again and again, ends with the comparison of an undisturbed run', async () => {
    const straight = await runProcess(runLine('whole'))
    const killed = await killedOften(runLine('pieces'), straight.workMs, 3)
    expect(killed.status).toBe(0)
    expect(comparisonIn('pieces', killed.stdout)).toEqual(comparisonIn('whole', straight.stdout))
    expect(readdirSync(inFolder('pieces/partial'))).toEqual([])
  })

  it('starts where there is nothing to resume', async () => {
    const { status, stdout, stderr } = await runCommand(
      ...[
        'run',
        workspace.model,
        '--data',
        workspace.data,
        '--variants',
        'fp32',
        '--repeats',
        '0',
        '--resume',
      ],
      ...common('nothing'),
    )
    expect(status).toBe(0)
    expect(JSON.parse(stdout).rows).toHaveLength(1)
    expect(stderr).not.toMatch(/goes on|anew/)
    expect(existsSync(inFolder('nothing/partial'))).toBe(true)
  })
})
