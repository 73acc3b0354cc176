import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openSettings } from '../../../../src/main/api/settings-file.ts'
import { parseLayerInfo } from '../../../../src/main/trt/layer-info.ts'
import { parseProfileJson } from '../../../../src/main/trt/profile-json.ts'
import { complaints, runCommand } from '../../../support/command-line.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import type { StandInSettings } from '../../../support/stand-in-trtexec/settings.ts'
import { standInTrtexec } from '../../../support/stand-in-trtexec/stand-in.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'
import { temporaryStore } from '../../runs/temporary-store.ts'
import { tinyFiles } from '../../stages/tiny-engines.ts'
import { TENSORRT } from '../../trt/fixture-files.ts'
import { ENGINES } from '../../trt/recorded-engine.ts'

const workspace = useTinyWorkspace()
let qdq = ''
let count = 0

beforeAll(async () => {
  qdq = (await tinyFiles(workspace.folder)).qdq.path
})

/** A stand-in and a home of its own. */
function bench(settings: Partial<StandInSettings> = {}) {
  const folder = join(workspace.folder, `bench-${count++}`)
  mkdirSync(folder)
  const home = join(folder, 'home')
  const standIn = standInTrtexec(folder, { latencyMs: { fp16: 2, int8: 1 }, ...settings })
  const place = ['--backend', 'trtexec', '--trtexec', standIn.path, '--home', home, '--json']
  const run = async (...argv: string[]) => {
    const outcome = await runCommand('bench', ...argv, ...place)
    return { ...outcome, document: outcome.stdout === '' ? null : JSON.parse(outcome.stdout) }
  }
  return { run, standIn, home, store: () => temporaryStore(home) }
}

describe('quantbench bench --backend trtexec', () => {
  it('keeps every engine as a run below the benchmark, with its figures and files', async () => {
    const { run, store } = bench()
    const { status, document } = await run(qdq, '--repeats', '2')
    expect(status).toBe(0)
    expect(document.models).toMatchObject([
      { model: 'qdq.onnx in FP16', meanMs: 2, fps: 500, ratio: 1 },
      { model: 'qdq.onnx', meanMs: 1, fps: 1000, ratio: 2 },
    ])
    expect(document.telemetrySeries).toBeUndefined()
    const { runs, artifacts, metrics, events } = store()
    const engines = runs.list({ kinds: ['engine'], groupId: document.run }).runs
    expect(engines.map(({ name, status: ended }) => [name, ended])).toEqual([
      ['qdq.onnx', 'done'],
      ['qdq.onnx in FP16', 'done'],
    ])
    expect(runs.get(document.run)).toMatchObject({ kind: 'benchmark', status: 'done' })
    const [{ id }] = engines
    expect(document.models[1].run).toBe(id)
    const figures = Object.fromEntries(metrics.list(id).map(({ name, value }) => [name, value]))
    expect(figures).toMatchObject({ FPS: 1000, speedup: 2, 'latency mean': 1, 'build time': 0.005 })
    expect(figures).toHaveProperty('GPU memory')
    expect(figures).toHaveProperty('engine size')
    const kept = artifacts.list(id).map(({ role, name }) => `${role}: ${name}`)
    expect(kept).toEqual([
      'engine: model.engine',
      'layers: layers.json',
      'log: build.log',
      'log: measure.log',
      'log: profile.log',
      'profile: profile.json',
      'times: times.json',
      'timing-cache: timing.cache',
    ])
    const text = (role: string) =>
      readFileSync(artifacts.pathOf(artifacts.find(id, role)?.sha256 ?? ''), 'utf8')
    expect(parseLayerInfo(text('layers'), 'layers.json').layers).toHaveLength(3)
    expect(parseProfileJson(text('profile'), 'profile.json').layers).toHaveLength(3)
    expect(runs.get(id)).toMatchObject({
      environment: { provider: 'tensorrt', tensorrt: '10.16.1', gpu: 'Stand-In GPU' },
      parameters: { precision: 'int8-explicit', benchmark: { repeats: 2 } },
    })
    const [built] = events.list(id)
    expect(built.data).toEqual({ command: document.models[1].commands.build })
  })

  it('takes the engines of an earlier run, also where it was another command', async () => {
    const { run, standIn } = bench()
    const builds = () => standIn.starts().filter((line) => line.startsWith('--onnx=')).length
    await run(qdq, '--repeats', '1')
    const { document } = await run(qdq, '--repeats', '1', '--duration', '1')
    expect(builds()).toBe(2)
    expect(document.models.map(({ reused }: { reused: boolean }) => reused)).toEqual([true, true])
    expect(document.models[1].buildS).toBe(0.005)
    await run(qdq, '--repeats', '1', '--rebuild', '--no-fp16')
    expect(builds()).toBe(3)
  })

  it('keeps the log of an engine that failed, with its reason', async () => {
    const { run, store } = bench({ failures: [{ when: '--int8', how: 'asymmetric' }] })
    const outcome = await run(qdq, '--repeats', '1')
    expect(outcome.status).toBe(1)
    expect(complaints(outcome).at(-1)).toMatch(/^MODEL_OPERATOR: qdq\.onnx: A quantizer .* not symmetric/)
    const { runs, artifacts, events } = store()
    const failed = runs.list({ kinds: ['engine'], statuses: ['failed'] }).runs
    expect(failed).toMatchObject([{ name: 'qdq.onnx', error: { code: 'MODEL_OPERATOR' } }])
    expect(artifacts.list(failed[0].id).map(({ name }) => name)).toEqual(['failed-build.log'])
    expect(events.list(failed[0].id)[0]).toMatchObject({ level: 'error' })
    const { runs: others } = runs.list({ kinds: ['engine'], statuses: ['cancelled'] })
    expect(others).toMatchObject([{ name: 'qdq.onnx in FP16' }])
    expect(events.list(others[0].id).at(-1)?.message).toContain('not symmetric')
    expect(runs.list({ statuses: ['running'] }).total).toBe(0)
    expect(runs.list({ kinds: ['benchmark'] }).runs).toMatchObject([{ status: 'failed' }])
  })

  it("tells trtexec's log line by line with --log", async () => {
    const { run } = bench()
    const outcome = await run(workspace.model, '--repeats', '1', '--log')
    expect(complaints(outcome).filter((line) => line.startsWith('&&&& PASSED'))).toHaveLength(3)
    expect(complaints(outcome).filter((line) => line.includes('Average on'))).toEqual([])
  })

  it('compares as the samples do with --preset seed', async () => {
    const { run, standIn } = bench()
    const { document } = await run(
      ...[workspace.model, '--preset', 'seed', '--calib', workspace.data, '--repeats', '1'],
    )
    const name = workspace.model.replace(/^.*\/|\.onnx$/g, '')
    expect(document.models.map(({ model }: { model: string }) => model)).toEqual([
      `${name} FP16`,
      `${name} implicit INT8`,
      `${name} Q/DQ without rules`,
      `${name} Q/DQ with rules`,
    ])
    const builds = standIn.starts().filter((line) => line.startsWith('--onnx='))
    expect(builds.map((line) => line.match(/--(?:fp16|int8|calib)\b/g))).toEqual([
      ['--fp16'],
      ['--int8', '--fp16', '--calib'],
      ['--int8', '--fp16'],
    ])
    // Nothing in the tiny detector shares a scale: with rules and without, it is the same model.
    expect(document.models[3]).toMatchObject({ reused: true, engineKey: document.models[2].engineKey })
  })

  it('leaves implicit INT8 out of the preset on 11, with the reason', async () => {
    const { run } = bench({ version: '11.0.0', latencyMs: { typed: 1 } })
    const { status, document } = await run(
      ...[workspace.model, '--preset', 'seed', '--calib', workspace.data, '--repeats', '1'],
    )
    expect(status).toBe(0)
    expect(document.models).toHaveLength(3)
    expect(document.failures).toMatchObject([
      { code: 'USAGE', message: expect.stringContaining('has no implicit INT8') },
    ])
  })

  it.each([
    [['--precision', 'strongly-typed', '--no-fp16'], '8.6.1', 'came with 9.0'],
    [['--precision', 'int8-implicit', '--no-fp16'], '11.0.0', 'has no implicit INT8'],
    [['--calib-cache', 'c.cache'], '10.16.1', 'implicit INT8 only'],
    [['--preset', 'seed'], '10.16.1', 'either --calib DIR or --table FILE'],
    [['--calib', 'd'], '10.16.1', '--preset seed only'],
    [['--min-batch', '2'], '10.16.1', 'smallest ≤ measured'],
  ])('refuses %j with %s', async (flags, version, words) => {
    const outcome = await bench({ version }).run(qdq, ...flags)
    expect(outcome.status).toBe(2)
    expect(complaints(outcome).at(-1)).toContain(words)
  })

  it('has flags that another backend does not take', async () => {
    const outcome = await runCommand('bench', qdq, '--workspace', '1024')
    expect(outcome.status).toBe(2)
    expect(complaints(outcome)).toEqual([
      'USAGE: --workspace goes with --backend trtexec only. Add --backend trtexec, or leave it out.',
    ])
  })

  it('takes the trtexec of the settings, else the one of TENSORRT_HOME', async () => {
    const { standIn, home } = bench()
    const other = bench()
    const argv = [
      'bench',
      qdq,
      '--backend',
      'trtexec',
      '--home',
      home,
      '--json',
      '--repeats',
      '1',
      '--no-layers',
    ]
    const found = async () => JSON.parse((await runCommand(...argv)).stdout).trtexec
    onTestFinished(() => void vi.unstubAllEnvs())
    vi.stubEnv('TENSORRT_HOME', dirname(other.standIn.path))
    vi.stubEnv('PATH', '')
    expect(await found()).toEqual({ path: other.standIn.path, from: 'TENSORRT_HOME' })
    await openSettings(home).set({ ...openSettings(home).get(), trtexec: standIn.path })
    expect(await found()).toEqual({ path: standIn.path, from: 'the setting' })
  })

  it('says that there is no trtexec', async () => {
    const outcome = await runCommand(
      ...['bench', qdq, '--backend', 'trtexec', '--trtexec', '/no/trtexec', '--home', workspace.home],
    )
    expect(outcome.status).toBe(1)
    expect(complaints(outcome)[0]).toMatch(/^TRTEXEC_MISSING: trtexec: \/no\/trtexec .*does not exist/)
  })
})

describeWithReference(TENSORRT, 'engines that a benchmark kept', () => {
  it('are explained from its files: the profile, the float skips, and what to change', async () => {
    const engine = (name: keyof typeof ENGINES) => {
      const base = reference(`${TENSORRT}/${ENGINES[name]}`)
      return { layers: `${base}.graph.json`, profile: `${base}.profile.json` }
    }
    const recorded = { int8: engine('qat'), fp16: engine('fp16') }
    const { run, store } = bench({ recorded })
    const { document } = await run(qdq, '--repeats', '1')
    const { artifacts } = store()
    const file = (row: number, role: string) =>
      artifacts.pathOf(artifacts.find(document.models[row].run, role)?.sha256 ?? '')
    const explained = await runCommand(
      ...['engine', 'explain', file(1, 'layers'), '--profile', file(1, 'profile'), '--json'],
    )
    const [finding] = JSON.parse(explained.stdout).engine.findings
    expect(finding).toMatchObject({ id: 'float-skip', change: { patch: { add: 'residual' } } })
    const compared = await runCommand(
      ...['engine', 'diff', file(0, 'layers'), file(1, 'layers')],
      ...['--profile', file(0, 'profile'), '--profile-b', file(1, 'profile'), '--json'],
    )
    expect(JSON.parse(compared.stdout).times).toMatchObject({
      totalA: expect.closeTo(1.0168, 4),
      totalB: expect.closeTo(1.0957, 4),
    })
  })
})
