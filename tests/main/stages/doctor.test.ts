import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runDoctor, type DoctorOptions } from '../../../src/main/stages/doctor.ts'
import type { StoreFacts } from '../../../src/main/stages/doctor/store-check.ts'
import { compileNvml, compilerNote, hasCompiler } from '../telemetry/fake-nvml.ts'
import { pathWith, temporaryFolder, writeScript } from '../telemetry/temporary-folder.ts'

const NO_GPU = { nvml: { places: [] }, nvidiaSmi: { commands: [] } }
const STORE: StoreFacts = {
  home: '/home',
  exists: true,
  writable: true,
  sizeBytes: 2.5e9,
  runs: 7,
  sqliteVersion: '3.50.0',
  problem: null,
}

async function examine(options: Partial<DoctorOptions> = {}) {
  const report = await runDoctor({ home: temporaryFolder(), patienceMs: 60_000, ...NO_GPU, ...options })
  const check = (id: string) => report.checks.find((each) => each.id === id)
  return { report, check }
}

describe('runDoctor', () => {
  it('tells of this machine, and of nothing twice', async () => {
    const { report, check } = await examine({ store: () => STORE })
    const ids = report.checks.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(
      expect.arrayContaining([
        ...['program', 'processor', 'memory', 'disk', 'store', 'sqlite', 'gpu', 'runtime', 'provider-webgpu'],
        ...['trtexec', 'display', 'electron', 'browser'],
      ]),
    )
    expect(report).toMatchObject({
      node: process.versions.node,
      onnxruntime: expect.stringMatching(/^\d/),
      providers: expect.arrayContaining(['cpu']),
      gpus: [],
    })
    expect(check('gpu')).toMatchObject({ state: 'missing', wayOut: expect.stringContaining('driver') })
    expect(check('store')).toMatchObject({ state: 'ok', found: '7 runs, 2.5 GB at /home' })
    for (const { state, wayOut } of report.checks) expect(wayOut === null).toBe(state === 'ok')
  })

  it.skipIf(!hasCompiler)(`tells of GPUs and their driver${compilerNote}`, async () => {
    const { report, check } = await examine({ nvml: { places: [compileNvml()] } })
    expect(report.gpus.map(({ name }) => name)).toEqual(['NVIDIA RTX A6000', 'NVIDIA T4'])
    expect(check('gpu')).toMatchObject({
      state: 'ok',
      found: 'NVIDIA RTX A6000, NVIDIA T4; driver 550.54.15, which runs CUDA up to 12.4',
      details: [
        expect.stringContaining('51.5 GB, SM clock up to 2100 MHz'),
        expect.anything(),
        'told by nvml',
      ],
    })
  })

  it('finds the programs of its environment, and says why there is no GPU', async () => {
    const folder = temporaryFolder()
    writeScript(
      folder,
      'trtexec',
      'echo "[TensorRT v8601]" "&&&& RUNNING TensorRT.trtexec [TensorRT v8601] # trtexec"',
    )
    writeScript(folder, 'nvidia-smi', 'echo "No devices were found"', 'exit 6')
    const { nvidiaSmi: _none, ...rest } = NO_GPU
    const nvml = { places: [join(folder, 'trtexec')] }
    const report = await runDoctor({
      home: folder,
      ...rest,
      nvml,
      environment: pathWith(folder),
      patienceMs: 60_000,
    })
    const found = (id: string) => report.checks.find((each) => each.id === id)
    if (process.platform !== 'win32')
      expect(found('trtexec')).toMatchObject({ state: 'ok', found: expect.stringContaining('8.6.1 at') })
    expect(found('gpu')).toMatchObject({ state: 'missing', details: [expect.stringContaining('trtexec: ')] })
  })

  it('makes a check of whatever fails', async () => {
    const { check } = await examine({
      store: () => {
        throw new Error('the disk is on fire')
      },
    })
    expect(check('store')).toMatchObject({
      state: 'warning',
      found: 'could not be examined: the disk is on fire',
    })
  })

  it.each<[Partial<StoreFacts>, 'ok' | 'missing' | 'warning', RegExp]>([
    [{ exists: false }, 'ok', /none yet/],
    [{ exists: false, writable: false }, 'missing', /none can be made/],
    [{ writable: false }, 'warning', /cannot be written/],
    [{ problem: { message: 'it is damaged', wayOut: 'Restore a backup.' } }, 'warning', /damaged/],
  ])('judges a store with %o as %s', async (facts, state, found) => {
    const { check } = await examine({ store: () => ({ ...STORE, ...facts }) })
    expect(check('store')).toMatchObject({ state, found: expect.stringMatching(found) })
  })

  it('outlives an empty environment and a home that cannot be', async () => {
    const { report } = await examine({ environment: {}, home: '/dev/null/home', trtexec: '/dev/null' })
    expect(report.checks.length).toBeGreaterThan(10)
  })

  it('says how far it is, and stops when it is cancelled', async () => {
    const steps: number[] = []
    await runDoctor({ home: '/', ...NO_GPU }, { onProgress: ({ done, total }) => steps.push(done / total) })
    expect(steps.at(-1)).toBe(1)
    const job = runDoctor({ home: '/' }, { signal: AbortSignal.abort() })
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
