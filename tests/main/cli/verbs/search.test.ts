import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shellLine } from '../../../../src/main/base/shell-words.ts'
import { sha256 } from '../../../../src/main/base/files.ts'
import { resourcePath } from '../../../../src/main/base/resources.ts'
import { ptqWords } from '../../../../src/main/cli/verbs/search/ptq-command.ts'
import { makeDemoSet } from '../../../../src/main/data/demo-set.ts'
import { POINT_EVENT, SEARCH_ROLE } from '../../../../src/main/runs/search-record.ts'
import { openStore } from '../../../../src/main/runs/store.ts'
import { complaints, runCommand } from '../../../support/command-line.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'
import { killMidway, runProcess } from '../killed-command.ts'

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
    const { chosen, front, measured, timing, estimate } = document
    expect(estimate).toEqual({ method: 'overlap', images: 6 })
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

  it('stores every point as a run of the group, which is replayed to its model', async () => {
    const ruined = ['--method', 'percentile', '--percentile', '1']
    const outcome = await runCommand(
      ...line(...ruined, '--json', '--min-agreement', '0.95', '--max-points', '2'),
    )
    expect(complaints(outcome)).toEqual([])
    const { run, measured, stopped, chosen } = JSON.parse(outcome.stdout)
    expect(stopped).toBe('points')
    using store = openStore(workspace.home)
    const { runs } = store.runs.list({ groupId: run })
    const points = runs.filter(({ id }) => id !== run)
    expect(points.map(({ id }) => id).toSorted()).toEqual(
      measured.map((point: { run: string }) => point.run).toSorted(),
    )
    const [float, ...quantized] = measured
    expect(store.runs.get(float.run)).toMatchObject({ kind: 'fp32', status: 'done', parentId: run })
    for (const point of quantized) {
      const stored = store.runs.get(point.run)
      expect(stored).toMatchObject({ kind: 'ptq', status: 'done', parentId: run })
      const metrics = Object.fromEntries(
        store.metrics.list(point.run).map(({ name, value }) => [name, value]),
      )
      expect(metrics).toMatchObject({ AP: point.AP, agreement: point.agreement, cost: point.cost })
      expect(stored.parameters).toMatchObject({
        search: { run, step: point.step },
        recipe: { method: 'percentile' },
      })
    }
    const out = join(workspace.folder, 'point.onnx')
    const { argv } = store.runs.get(chosen.run)
    const again = [...argv.slice(0, -1), out, '--home', workspace.home, '--threads', '1']
    expect(complaints(await runCommand(...again))).toEqual([])
    const kept = store.runs.get(run).outputModel?.sha256
    expect(sha256(readFileSync(out))).toBe(kept)
  })

  it('chooses methods, additions and corrections, and ptq makes the same model from the recipe', async () => {
    const out = join(workspace.folder, 'chosen.onnx')
    const ruined = ['--method', 'percentile', '--percentile', '1', '--max-cost', '2', '--adaround-iters', '5']
    const outcome = await runCommand(...line(...ruined, '--choose', 'all', '--json', '--out', out))
    expect(complaints(outcome)).toEqual([])
    const { command, chosen, choose, run } = JSON.parse(outcome.stdout)
    expect(choose).toEqual(['add', 'methods', 'bias', 'adaround'])
    expect(chosen.choices).toContain('methods')
    expect(chosen.recipe.method).not.toBe('percentile')
    const words = wordsOf(command)
    expect(words).toContain('--recipe')
    const again = join(workspace.folder, 'chosen-again.onnx')
    const argv = [...words.slice(1, -1), again, '--home', workspace.home, '--threads', '1']
    expect(complaints(await runCommand(...argv))).toEqual([])
    expect(readFileSync(again).equals(readFileSync(out))).toBe(true)

    using store = openStore(workspace.home)
    const recipe = store.artifacts.find(run, 'recipe')
    const file = store.artifacts.pathOf(recipe?.sha256 ?? '')
    const third = ['ptq', workspace.model, '--calib', workspace.data, '--recipe', file, '--out', again]
    expect(complaints(await runCommand(...third, '--home', workspace.home, '--threads', '1'))).toEqual([])
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
      /^Target: AP at least 0\.99500 \(float 1\.00000 − 0\.005\)\nCost: [^\n]+\nOrder: not estimated, as nothing has to be float\npoint +float +cost, layers +AP/,
    )
    expect(stdout).toMatch(/\n +0 +4 +4 +1\.00000 +1\.00000 +1\.00000 +float model, meets the target/)
    expect(stdout).toMatch(
      /\nFront, cheapest first: [\d ]+\nChosen: point \d+, \d of 4 layers float, cost \d/,
    )
    expect(stdout).toMatch(/\nquantbench ptq \S+ --calib \S+ --head-float off/)
  })

  it('refuses what makes no sense before it works', async () => {
    const refused = async (...more: string[]) => complaints(await runCommand(...line(...more))).at(-1)
    expect(await refused()).toMatch(/^USAGE: Expected one target, got 0/)
    expect(await refused('--max-drop', '0.1', '--min-agreement', '1')).toMatch(/one target, got 2/)
    expect(await refused('--max-latency', '9', '--cost', 'flops')).toMatch(/^USAGE: Expected --cost ort/)
    expect(await refused('--max-drop', '0', '--cost', 'engine')).toMatch(/^USAGE: Expected --engine/)
    expect(await refused('--max-drop', '0', '--choose', 'methods,wine')).toMatch(
      /^USAGE: .*adaround with commas/,
    )
    expect(await refused('--max-drop', '0', '--recipe', '{"method":"best"}')).toMatch(
      /^RECIPE_INVALID: Recipe, method/,
    )
    const learning = JSON.stringify({ reconstruction: { adaround: ['.'] } })
    expect(await refused('--max-drop', '0', '--recipe', learning)).toMatch(/^USAGE: .*learns nothing/)
    expect(await refused('--max-drop', '2')).toMatch(/^USAGE: .*from 0 to 1/)
    expect(await refused('--max-latency', '1e-6')).toMatch(
      /^USAGE: Expected a reachable budget, got 0\.000001 ms: the cheapest set takes .* Allow at least/,
    )
    expect(await refused('--max-drop', '0', '--exclude', 'model')).toMatch(/^RECIPE_INVALID/)
  })
})

describe('ptqWords', () => {
  it('hands on every flag that changes the model', () => {
    const words = ptqWords(
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
      { exclude: ['f$'] },
      'o.onnx',
    )
    expect(shellLine(words)).toBe(
      "ptq 'a b.onnx' --calib c --split s --images 9 --family yolov5 --size 32x64 --color bgr --normalise unit " +
        '--resize-mode stretch --interpolation area --pad-value 0 --method percentile --percentile 99.9 ' +
        '--head-float off --rules on --add both --shared-amax max --weights mse --concat-inputs ' +
        "--match x=y --only m --exclude e --exclude 'f$' --stop-on-problem --out o.onnx",
    )
  })
})

describe('quantbench search of the bundled detector', () => {
  let folder = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'quantbench-search-'))
    await makeDemoSet(join(folder, 'data'), { train: 8, val: 8 })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('chooses methods for the groups of a real detector, and comes nearer to float than what was given', async () => {
    const argv = ['search', resourcePath('demo/detector.onnx'), '--data', join(folder, 'data')]
    const given = ['--calib', join(folder, 'data'), '--method', 'entropy', '--head-float', 'off']
    const choosing = ['--choose', 'methods', '--choose-images', '2', '--min-agreement', '0.999']
    const more = ['--max-points', '2', '--threads', '2', '--home', join(folder, 'chosen'), '--json']
    const outcome = await runCommand(...argv, ...given, ...choosing, ...more)
    expect(complaints(outcome)).toEqual([])
    const { chosen, measured, stopped, timing } = JSON.parse(outcome.stdout)
    expect(stopped).toBe('points')
    expect(chosen).toMatchObject({ units: [], choices: ['methods'], cost: 0 })
    expect(chosen.agreement).toBeGreaterThan(measured[1].agreement)
    expect(chosen.recipe.overrides.length + chosen.recipe.weightOverrides.length).toBeGreaterThan(0)
    expect(timing.choicesMs).toBeGreaterThan(0)
  })

  it('killed again and again, ends with the choice of an undisturbed search', async () => {
    const argv = (home: string) => [
      ...['search', resourcePath('demo/detector.onnx'), '--data', join(folder, 'data')],
      ...['--calib', join(folder, 'data'), '--min-agreement', '0.95', '--by', 'block', '--json'],
      ...['--threads', '2', '--home', join(folder, home)],
    ]
    const straight = await runProcess(argv('straight'))
    expect(straight.status).toBe(0)
    const home = await killMidway(argv, straight.workMs)
    const again = [...argv(home), '--resume']
    // The rest may be faster than the kill.
    let killed = await runProcess(again, 0.3 * straight.workMs)
    if (killed.status === 'SIGKILL') killed = await runProcess(again)
    expect(killed.status).toBe(0)
    const untimed = ({ milliseconds: _ms, run: _run, ...point }: { milliseconds: number; run: string }) =>
      point
    const table = (stdout: string) => {
      const { run: _run, timing: _timing, chosen, front, measured, ...rest } = JSON.parse(stdout)
      return { ...rest, chosen: untimed(chosen), front: front.map(untimed), measured: measured.map(untimed) }
    }
    expect(table(killed.stdout)).toEqual(table(straight.stdout))
    using store = openStore(join(folder, home))
    const { runs } = store.runs.list()
    const points = JSON.parse(killed.stdout).measured
    expect(runs.map(({ status }) => status)).toEqual(Array(points.length + 1).fill('done'))
    const head = runs.find(({ kind }) => kind === 'search')
    expect(points.map(({ run }: { run: string }) => run).toSorted()).toEqual(
      runs.flatMap(({ id }) => (id === head?.id ? [] : [id])).toSorted(),
    )
    const events = store.events.list(head?.id ?? '').filter(({ kind }) => kind === POINT_EVENT)
    expect(events).toHaveLength(JSON.parse(straight.stdout).measured.length)
  })
})
