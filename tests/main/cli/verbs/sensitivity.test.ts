import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resourcePath } from '../../../../src/main/base/resources.ts'
import { makeDemoSet } from '../../../../src/main/data/demo-set.ts'
import { UNIT_EVENT } from '../../../../src/main/runs/sensitivity-record.ts'
import { openStore } from '../../../../src/main/runs/store.ts'
import { complaints, runCommand } from '../../../support/command-line.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'
import { killMidway, runProcess } from '../killed-command.ts'

const workspace = useTinyWorkspace()

const line = (...more: string[]) => [
  ...['sensitivity', workspace.model, '--data', workspace.data, '--calib', workspace.data],
  ...['--head-float', 'off', '--home', workspace.home, '--threads', '1', ...more],
]

async function json(...more: string[]) {
  const outcome = await runCommand(...line('--json', ...more))
  expect(complaints(outcome)).toEqual([])
  return JSON.parse(outcome.stdout)
}

describe('quantbench sensitivity', () => {
  it('prints and stores the table, the file of the scripts, and every unit as it came', async () => {
    const summary = join(workspace.folder, 'summary.json')
    const document = await json('--by', 'layer', '--summary', summary)
    expect(document).toMatchObject({ mode: 'one-off', metric: 'ap', by: 'layer', baseline: 1, images: 6 })
    expect(document.layers).toHaveLength(4)
    expect(document.layers[0]).toMatchObject({ name: 'model.0.conv', value: 1, rank: 1 })
    expect(document.layers[0].measured).toMatchObject({ AP: 1, AP50: 1 })
    expect(document.timing.wallMs).toBeGreaterThan(0)
    const rows = JSON.parse(readFileSync(summary, 'utf8'))
    expect(rows[0]).toEqual([1, 'PTQ'])
    expect(rows.slice(1).map(([, name]: [number, string]) => name)).toEqual([
      'model.0.conv',
      ...[0, 1, 2].map((level) => `model.1.cv3.${level}`),
    ])
    using store = openStore(workspace.home)
    const run = store.runs.get(document.run)
    expect(run).toMatchObject({ kind: 'sensitivity', status: 'done' })
    expect(run.datasets.map(({ role }) => role).toSorted()).toEqual(['calibration', 'evaluation'])
    const events = store.events.list(run.id).filter(({ kind }) => kind === UNIT_EVENT)
    expect(events.map(({ data }) => data)).toMatchObject(
      rows.slice(1).map(([value, name]: [number, string], step: number) => ({ name, value, step, units: 4 })),
    )
    expect(Array.from(store.series.get(run.id, 'sensitivity').values)).toEqual([1, 1, 1, 1])
    const stored = store.artifacts.find(run.id, 'sensitivity')
    const kept = JSON.parse(readFileSync(store.artifacts.pathOf(stored?.sha256 ?? ''), 'utf8'))
    expect(kept.layers).toEqual(document.layers)
    const seeds = store.artifacts.find(run.id, 'sensitivity-summary')
    expect(readFileSync(store.artifacts.pathOf(seeds?.sha256 ?? ''), 'utf8')).toBe(
      readFileSync(summary, 'utf8'),
    )
    expect(readdirSync(join(workspace.home, 'partial'))).toEqual([])
  })

  it('calibrates on the training split of the data where no other images are named', async () => {
    const named = await json('--mode', 'fast', '--verify', '0')
    const words = line('--json', '--mode', 'fast', '--verify', '0')
    const without = words.toSpliced(words.indexOf('--calib'), 2)
    const outcome = await runCommand(...without)
    expect(complaints(outcome)).toEqual([])
    const values = ({ layers }: { layers: { name: string; value: number }[] }) =>
      layers.map(({ name, value }) => [name, value])
    expect(values(JSON.parse(outcome.stdout))).toEqual(values(named))
  })

  it('takes ranges from a table to the same result, and compares orders with earlier analyses', async () => {
    const table = join(workspace.folder, 'table.json')
    const exact = await json('--by', 'layer', '--mode', 'one-on', '--metric', 'sqnr', '--save-table', table)
    const { stdout } = await runCommand(
      ...['sensitivity', workspace.model, '--data', workspace.data, '--table', table, '--head-float', 'off'],
      ...['--home', workspace.home, '--threads', '1', '--json', '--by', 'layer', '--mode', 'fast'],
      ...[
        '--metric',
        'sqnr',
        '--fast-method',
        'sqnr',
        '--fast-images',
        '6',
        '--verify',
        '2',
        '--cumulative',
        '1',
      ],
    )
    const fast = JSON.parse(stdout)
    expect(fast.quantized).toBe(exact.quantized)
    const same = fast.comparisons.find(
      ({ run, metric }: { run: string; metric: string }) => run === exact.run && metric === 'sqnr',
    )
    expect(same.correlation).toBeGreaterThan(0.7)
    expect(exact.layers[0].halves).toHaveLength(2)
    expect(same.attainable).toBeCloseTo(Math.sqrt(exact.reliability.whole), 12)
    expect(fast.verified).toHaveLength(2)
    expect(fast.cumulative).toHaveLength(1)
    const quality = new Map(
      exact.layers.map(({ name, value }: { name: string; value: number }) => [name, value]),
    )
    for (const { name, sqnr } of fast.estimates) {
      if (sqnr === null) expect(quality.get(name)).toBeNull()
      else expect(sqnr).toBeCloseTo(Number(quality.get(name)), 9)
    }
  })

  it('prints for people what the scripts print', async () => {
    const { stdout } = await runCommand(...line('--top', '1'))
    expect(stdout).toMatch(
      /^AP: float 1\.00000, quantized 1\.00000\nSensitive summary:\nTop0: Using fp16 model\.0, ap = 1\.00000\n(?:Reliability .*\n| {2}Other .*\n|Spearman .*\n)*2 blocks on 6 images in [\d.]+ s\n$/,
    )
    const fast = await runCommand(...line('--mode', 'fast', '--verify', '0'))
    expect(fast.stdout).toMatch(/^rank +block +share of error +SQNR, dB\n +1 +model\.\d /)
    expect(fast.stdout).toMatch(/\n2 blocks estimated from 6 images in [\d.]+ s\n$/)
  })

  it('tells what was estimated from what was measured', async () => {
    const { stdout } = await runCommand(
      ...line('--mode', 'fast', '--fast-images', '2', '--verify', '1', '--cumulative'),
    )
    expect(stdout).toMatch(
      /\n2 blocks estimated from 2 images, 1 of them and 2 sets of the first ones measured on 6, in [\d.]+ s\n$/,
    )
  })

  it('refuses what makes no sense before it works', async () => {
    const refused = async (...argv: string[]) => complaints(await runCommand(...argv)).at(-1)
    const base = ['sensitivity', workspace.model, '--home', workspace.home]
    expect(await refused(...line('--table', 'ranges.json'))).toMatch(
      /^USAGE: Expected either --calib DIR or --table FILE, got both/,
    )
    expect(await refused(...base)).toMatch(/^USAGE: .*--data/)
    expect(await refused(...line('--mode', 'two-off'))).toMatch(/^USAGE: .*one-off/)
    expect(await refused(...line('--exclude', 'model'))).toMatch(/^RECIPE_INVALID: Expected quantizers/)
    expect(await refused(...base, '--data', workspace.data, '--table', 'nowhere.json')).toMatch(
      /^FILE_NOT_FOUND/,
    )
  })
})

describe('quantbench sensitivity --resume', () => {
  let folder = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'quantbench-sensitivity-'))
    await makeDemoSet(join(folder, 'data'), { train: 8, val: 8 })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('killed again and again, ends with the table of an undisturbed analysis', async () => {
    const argv = (home: string) => [
      ...['sensitivity', resourcePath('demo/detector.onnx'), '--data', join(folder, 'data')],
      ...['--calib', join(folder, 'data'), '--metric', 'agreement', '--cumulative', '2', '--json'],
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
    const table = (stdout: string) => {
      const { run: _run, timing: _timing, layers, cumulative, ...rest } = JSON.parse(stdout)
      const untimed = ({ milliseconds: _milliseconds, ...unit }: { milliseconds: number }) => unit
      return { ...rest, layers: layers.map(untimed), cumulative: cumulative.map(untimed) }
    }
    expect(table(killed.stdout)).toEqual(table(straight.stdout))
    using store = openStore(join(folder, home))
    const { runs } = store.runs.list()
    expect(runs.map(({ status }) => status)).toEqual(['done'])
    const events = store.events.list(runs[0].id).filter(({ kind }) => kind === UNIT_EVENT)
    expect(events).toHaveLength(JSON.parse(straight.stdout).layers.length)
  })
})
