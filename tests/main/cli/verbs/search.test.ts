import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resourcePath } from '../../../../src/main/base/resources.ts'
import { ptqCommand } from '../../../../src/main/cli/verbs/search/ptq-command.ts'
import { makeDemoSet } from '../../../../src/main/data/demo-set.ts'
import { POINT_EVENT, SEARCH_ROLE } from '../../../../src/main/runs/search-record.ts'
import { openStore } from '../../../../src/main/runs/store.ts'
import { complaints, runCommand } from '../../../support/command-line.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'
import { runProcess } from '../killed-command.ts'

const workspace = useTinyWorkspace()

const line = (...more: string[]) => [
  ...['search', workspace.model, '--data', workspace.data, '--calib', workspace.data],
  ...['--head-float', 'off', '--home', workspace.home, '--threads', '1', ...more],
]

/** A line of simple quotes, as the command line of a choice is printed. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain)
}

describe('quantbench search', () => {
  it('prints and stores the points, and ptq makes the same model from its command line', async () => {
    const out = join(workspace.folder, 'mixed.onnx')
    // Clips the squares away: something has to be float.
    const ruined = ['--method', 'percentile', '--percentile', '1']
    const outcome = await runCommand(...line(...ruined, '--json', '--min-agreement', '0.95', '--out', out))
    expect(complaints(outcome)).toEqual([])
    const document = JSON.parse(outcome.stdout)
    expect(document).toMatchObject({
      target: { kind: 'agreement', least: 0.95 },
      ...{ metric: 'agreement', by: 'layer', images: 6, out },
    })
    const { chosen, front, measured, timing } = document
    expect(chosen.agreement).toBeGreaterThanOrEqual(0.95)
    expect(chosen.cost).toBe(chosen.floatLayers.length)
    expect(chosen.floatLayers).not.toEqual([])
    expect(front.at(-1).agreement).toBe(1)
    expect(timing.wallMs).toBeGreaterThan(0)
    using store = openStore(workspace.home)
    const run = store.runs.get(document.run)
    expect(run).toMatchObject({ kind: 'search', status: 'done' })
    const events = store.events.list(run.id).filter(({ kind }) => kind === POINT_EVENT)
    expect(events.map(({ data }) => data)).toEqual(measured)
    expect(Array.from(store.series.get(run.id, 'search agreement').values)).toEqual(
      measured.map(({ agreement }: { agreement: number }) => agreement),
    )
    const stored = store.artifacts.find(run.id, SEARCH_ROLE)
    const kept = JSON.parse(readFileSync(store.artifacts.pathOf(stored?.sha256 ?? ''), 'utf8'))
    expect(kept.chosen).toEqual(chosen)
    expect(readdirSync(join(workspace.home, 'partial'))).toEqual([])

    const [program, ...words] = wordsOf(document.command)
    expect(program).toBe('quantbench')
    const again = join(workspace.folder, 'again.onnx')
    const argv = [...words.slice(0, -1), again, '--home', workspace.home, '--threads', '1']
    expect(complaints(await runCommand(...argv))).toEqual([])
    expect(readFileSync(again).equals(readFileSync(out))).toBe(true)
  })

  it('makes the same model from a table, with what had been excluded before still excluded', async () => {
    const table = join(workspace.folder, 'table.json')
    const out = join(workspace.folder, 'blocks.onnx')
    await runCommand(...line('--min-agreement', '0', '--save-table', table))
    const argv = [
      'search',
      workspace.model,
      '--data',
      workspace.data,
      '--table',
      table,
      '--head-float',
      'off',
    ]
    const more = ['--exclude', String.raw`model\.1\.cv3\.0`, '--home', workspace.home, '--json', '--out', out]
    const outcome = await runCommand(...argv, ...more, '--max-cost', '1')
    expect(complaints(outcome)).toEqual([])
    const { command, chosen, candidates } = JSON.parse(outcome.stdout)
    expect(candidates).toHaveLength(3)
    expect(chosen.cost).toBeLessThanOrEqual(1)
    const again = join(workspace.folder, 'blocks-again.onnx')
    await runCommand(...wordsOf(command).slice(1, -1), again, '--home', workspace.home)
    expect(readFileSync(again).equals(readFileSync(out))).toBe(true)
  })

  it('prints a table for people', async () => {
    const { stdout } = await runCommand(...line('--max-drop', '0.005'))
    expect(stdout).toMatch(
      /^Target: AP at least 0\.99500 \(float 1\.00000 − 0\.005\)\nCost: [^\n]+\npoint +float +cost, layers +AP/,
    )
    expect(stdout).toMatch(/\n +0 +4 +4 +1\.00000 +1\.00000 +1\.00000 +float model, meets the target/)
    expect(stdout).toMatch(
      /\nFront, cheapest first: [\d ]+\nChosen: point \d+, \d of 4 layers float, cost \d/,
    )
    expect(stdout).toMatch(/\nquantbench ptq \S+ --calib \S+ --method mse --head-float off/)
  })

  it('refuses what makes no sense before it works', async () => {
    const refused = async (...more: string[]) => complaints(await runCommand(...line(...more))).at(-1)
    expect(await refused()).toMatch(/^USAGE: Expected one target, got 0/)
    expect(await refused('--max-drop', '0.1', '--min-agreement', '1')).toMatch(/one target, got 2/)
    expect(await refused('--max-latency', '9', '--cost', 'flops')).toMatch(/^USAGE: Expected --cost ort/)
    expect(await refused('--max-drop', '2')).toMatch(/^USAGE: .*from 0 to 1/)
    expect(await refused('--max-latency', '1e-6')).toMatch(
      /^USAGE: Expected a reachable budget, got 0\.000001 ms: the cheapest set takes .* Allow at least/,
    )
    expect(await refused('--max-drop', '0', '--exclude', 'model')).toMatch(/^RECIPE_INVALID/)
  })
})

describe('ptqCommand', () => {
  it('hands on every flag that changes the model', () => {
    const command = ptqCommand(
      'a b.onnx',
      {
        ...{ data: 'd', calib: 'c', calibSplit: 's', calibImages: 9, method: 'percentile', percentile: 99.9 },
        ...{
          headFloat: 'off',
          rules: 'on',
          add: 'both',
          sharedAmax: 'max',
          weights: 'mse',
          concatInputs: true,
        },
        ...{ match: ['x=y'], only: ['m'], exclude: ['e'], family: 'yolov5', size: { height: 32, width: 64 } },
        ...{ color: 'bgr', normalise: 'unit', resizeMode: 'stretch', interpolation: 'area', padValue: 0 },
        stopOnProblem: true,
      },
      ['f$'],
      'o.onnx',
    )
    expect(command).toBe(
      "quantbench ptq 'a b.onnx' --calib c --split s --images 9 --method percentile --percentile 99.9 " +
        '--head-float off --rules on --add both --shared-amax max --weights mse --family yolov5 --size 32x64 ' +
        '--color bgr --normalise unit --resize-mode stretch --interpolation area --pad-value 0 ' +
        "--concat-inputs --stop-on-problem --match x=y --only m --exclude e --exclude 'f$' --out o.onnx",
    )
  })
})

describe('quantbench search --resume', () => {
  let folder = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'quantbench-search-'))
    await makeDemoSet(join(folder, 'data'), { train: 8, val: 8 })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('killed again and again, ends with the choice of an undisturbed search', async () => {
    const argv = (home: string) => [
      ...['search', resourcePath('demo/detector.onnx'), '--data', join(folder, 'data')],
      ...['--calib', join(folder, 'data'), '--min-agreement', '0.95', '--by', 'block', '--json'],
      ...['--threads', '2', '--home', join(folder, home)],
    ]
    const straight = await runProcess(argv('straight'))
    expect(straight.status).toBe(0)
    let killed = await runProcess(argv('killed'), 0.6 * straight.workMs)
    expect(killed.status).toBe('SIGKILL')
    const again = [...argv('killed'), '--resume']
    // The rest may be faster than the kill.
    killed = await runProcess(again, 0.5 * straight.workMs)
    if (killed.status === 'SIGKILL') killed = await runProcess(again)
    expect(killed.status).toBe(0)
    const untimed = ({ milliseconds: _milliseconds, ...point }: { milliseconds: number }) => point
    const table = (stdout: string) => {
      const { run: _run, timing: _timing, chosen, front, measured, ...rest } = JSON.parse(stdout)
      return { ...rest, chosen: untimed(chosen), front: front.map(untimed), measured: measured.map(untimed) }
    }
    expect(table(killed.stdout)).toEqual(table(straight.stdout))
    using store = openStore(join(folder, 'killed'))
    const { runs } = store.runs.list()
    expect(runs.map(({ status }) => status)).toEqual(['done'])
    const events = store.events.list(runs[0].id).filter(({ kind }) => kind === POINT_EVENT)
    expect(events).toHaveLength(JSON.parse(straight.stdout).measured.length)
  })
})
