import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { QuantbenchError } from '../../../../src/main/base/errors.ts'
import type { Tensor } from '../../../../src/main/base/tensor.ts'
import { encodeModel } from '../../../../src/main/onnx/encode.ts'
import type { Model } from '../../../../src/main/onnx/model.ts'
import { DataType, newValueInfo } from '../../../../src/main/onnx/proto.ts'
import type { openSession } from '../../../../src/main/session/session.ts'
import { type Session, type SessionOptions } from '../../../../src/main/session/session.ts'
import { complaints, runCommand } from '../../../support/command-line.ts'
import { standInTrtexec } from '../../../support/stand-in-trtexec/stand-in.ts'
import { SIDE, tinyDetector } from '../../../support/tiny-detector.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'
import { temporaryFolder, temporaryStore } from '../../runs/temporary-store.ts'
import { tinyFiles } from '../../stages/tiny-engines.ts'

/** What the provider does with the next engine. */
const provider = vi.hoisted(() => ({ problem: '', refusal: '', devices: new Array<string | undefined>() }))

vi.mock('../../../../src/main/stages/doctor/provider-checks.ts', async (original) => ({
  ...(await original()),
  probeProvider: async () => ({
    runtimeVersion: '1',
    providers: ['tensorrt'],
    problem: provider.problem === '' ? null : provider.problem,
  }),
}))

// Stands in for the TensorRT provider, which needs a GPU: a stand-in's engine names the model that it was built from, and
// that model runs on the CPU.
vi.mock('../../../../src/main/session/session.ts', async (original) => {
  const real = await original<{ openSession: typeof openSession }>()
  return {
    ...real,
    openSession: async (model: Model | Uint8Array | string, options: SessionOptions = {}) => {
      provider.devices.push(options.device)
      if (options.device !== 'tensorrt') return real.openSession(model, options)
      if (provider.refusal !== '') throw new QuantbenchError('DEVICE_MISSING', provider.refusal)
      if (typeof model === 'string' || model instanceof Uint8Array) throw new Error('not an engine')
      const engine = model.graph.nodes[0].attributes.get('ep_cache_context')?.s
      const { onnx } = JSON.parse(new TextDecoder().decode(engine))
      const session = await real.openSession(onnx, { ...options, device: 'cpu' })
      return {
        ...session,
        provider: 'tensorrt',
        run: (feeds) => imageByImage(session, feeds),
      } satisfies Session
    },
  }
})

/** The tiny detector computes one image a run, whatever its file says. */
async function imageByImage(session: Session, feeds: Readonly<Record<string, Tensor>>) {
  const [[name, { data, dims }]] = Object.entries(feeds)
  const size = data.length / dims[0]
  const outputs = new Array<Float32Array>()
  for (let at = 0; at < dims[0]; at++) {
    const image = { data: data.slice(at * size, (at + 1) * size), dims: [1, ...dims.slice(1)] }
    outputs.push(Float32Array.from((await session.run({ [name]: image })).output0.data))
  }
  const all = Float32Array.from(outputs.flatMap((output) => [...output]))
  return { output0: { data: all, dims: [dims[0], 7, 84] } }
}

/** A file of the tiny detector that declares its batch axis dynamic. */
function dynamicDetector(): string {
  const model = tinyDetector()
  const [input] = model.graph.inputs
  input.info = newValueInfo('images', DataType.FLOAT, ['n', 3, SIDE, SIDE])
  const path = join(temporaryFolder(), 'dynamic.onnx')
  writeFileSync(path, encodeModel(model))
  return path
}

const workspace = useTinyWorkspace(7)

beforeEach(() => Object.assign(provider, { problem: '', refusal: '', devices: [] }))

function place() {
  const folder = temporaryFolder()
  const home = join(folder, 'home')
  const standIn = standInTrtexec(folder)
  const run = async (verb: string, ...argv: string[]) => {
    const outcome = await runCommand(verb, ...argv, '--home', home, '--json')
    return { ...outcome, document: outcome.stdout === '' ? null : JSON.parse(outcome.stdout) }
  }
  const data = ['--data', workspace.data]
  const evaluate = (model: string, ...argv: string[]) =>
    run('eval', model, ...data, '--device', 'tensorrt', ...argv)
  const bench = (...argv: string[]) =>
    run('bench', ...argv, '--backend', 'trtexec', '--trtexec', standIn.path)
  const builds = () => standIn.starts().filter((line) => line.startsWith('--onnx=')).length
  return { run, evaluate, bench, builds, home, standIn, trtexec: ['--trtexec', standIn.path], data }
}

describe('quantbench eval --device tensorrt', () => {
  it('runs the engine, finds what the model finds, and its run says what ran', async () => {
    const { run, evaluate, trtexec, home, data } = place()
    const { qdq } = await tinyFiles(temporaryFolder())
    const onCpu = await run('eval', qdq.path, ...data)
    const { status, document } = await evaluate(qdq.path, ...trtexec)
    expect(status).toBe(0)
    expect(document.stats).toEqual(onCpu.document.stats)
    expect(onCpu.document.execution).toEqual({ provider: 'cpu', numerics: 'simulate', engine: null })
    const { runs, artifacts } = temporaryStore(home)
    const engines = runs.list({ kinds: ['engine'] }).runs
    expect(engines).toMatchObject([{ status: 'done', groupId: document.run }])
    const execution = {
      provider: 'tensorrt',
      numerics: 'engine',
      engine: {
        run: engines[0].id,
        key: runs.get(engines[0].id).parameters['engineKey'],
        precision: 'int8-explicit',
        tensorrt: '10.16.1',
      },
    }
    expect(document).toMatchObject({ provider: 'tensorrt', execution })
    expect(runs.get(document.run)).toMatchObject({
      status: 'done',
      parameters: { execution },
      environment: { provider: 'tensorrt', tensorrt: '10.16.1' },
    })
    expect(artifacts.list(engines[0].id).map(({ role }) => role)).toEqual(['engine', 'log', 'timing-cache'])
    // Recognised on the CPU, tried, and run.
    expect(provider.devices.slice(-3)).toEqual(['cpu', 'tensorrt', 'tensorrt'])
  })

  it('says it in words', async () => {
    const { home, trtexec, data } = place()
    const argv = ['eval', workspace.model, ...data, '--home', home]
    const { stdout } = await runCommand(...argv, '--device', 'tensorrt', ...trtexec)
    expect(stdout).toMatch(
      /7 images in .* on tensorrt \(engine of TensorRT 10\.16\.1, fp16, run [\w-]+\): decode/,
    )
    const { qdq } = await tinyFiles(temporaryFolder())
    const simulated = await runCommand('eval', qdq.path, ...data, '--home', home)
    expect(simulated.stdout).toContain('on cpu (Q/DQ simulated): decode')
  })

  it('takes the engine that a benchmark left, and builds it once for a batch whose last is smaller', async () => {
    const { evaluate, bench, builds, trtexec, standIn } = place()
    const model = dynamicDetector()
    await bench(model, '--repeats', '1', '--no-layers', '--size', '64x64')
    expect(builds()).toBe(1)
    const one = await evaluate(model, ...trtexec, '--size', '64x64')
    expect([one.status, builds()]).toEqual([0, 1])
    const { document } = await evaluate(model, ...trtexec, '--size', '64x64', '--batch', '4')
    expect(document.stats).toEqual(one.document.stats)
    const shapes = ['min', 'opt', 'max'].map((kind, at) => `--${kind}Shapes=images:${[1, 4, 4][at]}x3x64x64`)
    expect(standIn.starts().at(-1)).toContain(shapes.join(' '))
  })

  it('takes the engine of a named run, without trtexec', async () => {
    const { evaluate, bench, builds } = place()
    const benched = await bench(workspace.model, '--precision', 'fp32', '--repeats', '1', '--no-layers')
    const [{ run: engine }] = benched.document.models
    const { document } = await evaluate(workspace.model, '--engine', engine)
    expect(document.execution).toMatchObject({
      numerics: 'engine',
      engine: { run: engine, precision: 'fp32' },
    })
    expect(builds()).toBe(1)
    const other = join(temporaryFolder(), 'other.onnx')
    copyFileSync((await tinyFiles(temporaryFolder())).qdq.path, other)
    const { stderr, status } = await evaluate(other, '--engine', engine)
    expect(status).toBe(2)
    expect(stderr).toContain('Expected an engine of other.onnx, got one of')
    const shown = await evaluate(workspace.model, '--engine', benched.document.run)
    expect(shown.stderr).toContain('Expected a run with an engine')
  })

  it('refuses batches that the engine of a named run does not take', async () => {
    const { evaluate, bench } = place()
    const model = dynamicDetector()
    const flags = ['--repeats', '1', '--no-layers', '--size', '64x64', '--batch', '4', '--min-batch', '2']
    const { document } = await bench(model, ...flags, '--no-fp16')
    const named = ['--engine', document.models[0].run, '--size', '64x64']
    const complaintOf = async (...argv: string[]) =>
      complaints(await evaluate(model, ...named, ...argv)).at(-1)
    expect(await complaintOf()).toContain('Expected 2 to 4 images a run for this engine, got 1.')
    expect(await complaintOf('--batch', '6')).toContain('got 6 and at last 1')
    expect((await evaluate(model, ...named, '--batch', '4')).status).toBe(0)
  })

  it('keeps the log of an engine that cannot be built, and both runs say why', async () => {
    const { evaluate, home } = place()
    const folder = temporaryFolder()
    const { path } = standInTrtexec(folder, { failures: [{ when: '--onnx', how: 'out-of-memory' }] })
    const outcome = await evaluate(workspace.model, '--trtexec', path)
    expect(outcome.status).toBe(1)
    expect(complaints(outcome).at(-1)).toMatch(/^ENGINE_BUILD: .*ran out of memory/)
    const { runs, artifacts } = temporaryStore(home)
    const failed = runs.list({ statuses: ['failed'] }).runs
    expect(failed.map(({ kind }) => kind).sort()).toEqual(['engine', 'evaluation'])
    const [engine] = runs.list({ kinds: ['engine'] }).runs
    const [{ sha256 }] = artifacts.list(engine.id)
    expect(readFileSync(artifacts.pathOf(sha256), 'utf8')).toContain('OutOfMemory')
  })

  it.each([
    ['does not work here', [], { problem: 'Device tensorrt cannot be used: libnvinfer.so.10 is missing' }],
    [
      'is another TensorRT than trtexec',
      ['--trtexec'],
      {
        refusal: 'Device tensorrt cannot be used: TensorRT EP could not deserialize engine from binary data',
      },
    ],
  ])('ends in one line with the way out where the provider %s', async (_case, flags, trouble) => {
    Object.assign(provider, trouble)
    const { evaluate, standIn } = place()
    const outcome = await evaluate(workspace.model, ...flags.flatMap((flag) => [flag, standIn.path]))
    expect(outcome.status).toBe(1)
    const line = complaints(outcome).at(-1)
    if ('problem' in trouble) {
      expect(line).toMatch(
        /^DEVICE_MISSING: Device tensorrt cannot be used: libnvinfer\.so\.10 is missing\. .*simulate/,
      )
      expect(standIn.starts()).toEqual([])
    } else {
      expect(line).toMatch(
        /^DEVICE_MISSING: ONNX Runtime \S+ does not take the engine of TensorRT 10\.16\.1.*LD_LIBRARY_PATH/,
      )
    }
  })

  it.each([
    [['--device', 'tensorrt', '--rect'], 'An engine has fixed shapes, got --rect'],
    [['--engine', 'abc'], '--engine and --trtexec go with --device tensorrt only'],
  ])('refuses %j', async (flags, words) => {
    const outcome = await runCommand('eval', workspace.model, '--data', workspace.data, ...flags)
    expect(outcome.status).toBe(2)
    expect(complaints(outcome)[0]).toContain(words)
  })
})
