import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/main/base/progress.ts'
import type { EngineCache } from '../../../src/main/stages/engine-build.ts'
import { benchmarkEngines } from '../../../src/main/stages/trtexec-benchmark.ts'
import type { EngineBenchmarkOptions } from '../../../src/main/stages/trtexec-race.ts'
import type { EngineEntry } from '../../../src/main/stages/trtexec-contestants.ts'
import { TelemetrySampler } from '../../../src/main/telemetry/sampler.ts'
import { openTrtexec } from '../../../src/main/stages/trtexec-tool.ts'
import type { StandInSettings } from '../../support/stand-in-trtexec/settings.ts'
import { standInTrtexec } from '../../support/stand-in-trtexec/stand-in.ts'
import { temporaryFolder } from '../runs/temporary-store.ts'
import { gpuSample } from '../telemetry/samples.ts'
import { noGpuTelemetry, tinyFiles } from './tiny-engines.ts'

const LATENCY_MS = { fp16: 2, int8: 1, fp32: 4 }

async function bench(
  settings: Partial<StandInSettings>,
  choose: (files: Awaited<ReturnType<typeof tinyFiles>>) => EngineEntry[],
  options: EngineBenchmarkOptions & { signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {},
) {
  const folder = temporaryFolder()
  const standIn = standInTrtexec(folder, { latencyMs: LATENCY_MS, ...settings })
  const { signal, onProgress, ...rest } = options
  const tool = await openTrtexec(standIn.path)
  const files = await tinyFiles(folder)
  const spec = { repeats: 2, openTelemetry: noGpuTelemetry, ...rest }
  const run = benchmarkEngines(tool, choose(files), spec, { signal, onProgress })
  return { result: await run, starts: standIn.starts() }
}

/** Keeps engines as a store would. */
function memoryCache(folder: string) {
  const engines = new Map<string, string>()
  const timing = new Map<string, string>()
  let count = 0
  const keep = (from: string) => {
    const path = join(folder, `kept-${count++}`)
    copyFileSync(from, path)
    return path
  }
  const cache: EngineCache = {
    findEngine: (key) => {
      const path = engines.get(key)
      return path === undefined ? null : { path, buildS: 7, line: 'trtexec as before' }
    },
    findTimingCache: (key) => timing.get(key) ?? null,
  }
  const listener: EngineBenchmarkOptions['listener'] = {
    onBuilt: async (_contestant, { key, timingKey, path, timingCache }) => {
      engines.set(key, keep(path))
      if (timingCache !== null) timing.set(timingKey, keep(timingCache))
    },
  }
  return { cache, listener, timing }
}

const purpose = (line: string) =>
  line.includes('--onnx=') ? 'build' : line.includes('--exportProfile=') ? 'profile' : 'measure'

describe('benchmarkEngines', () => {
  it.each(['8.2.4', '8.6.1', '10.16.1'])('measures FP16 and INT8 in turn with %s', async (version) => {
    const progress: Progress[] = []
    const { result, starts } = await bench({ version }, ({ qdq }) => [{ label: 'q', file: qdq }], {
      onProgress: (step) => progress.push(step),
    })
    expect(starts.map(purpose)).toEqual([
      ...['build', 'build', 'measure', 'measure', 'measure', 'measure', 'profile', 'profile'],
    ])
    expect(result).toMatchObject({ backend: 'tensorrt', tensorrt: version, gpu: { name: 'Stand-In GPU' } })
    const [fp16, int8] = result.models
    expect([fp16.model, int8.model]).toEqual(['q in FP16', 'q'])
    expect([fp16.fps, int8.fps, fp16.ratio, int8.ratio]).toEqual([500, 1000, 1, 2])
    expect(int8.meanMs).toBe(1)
    expect(int8.repeats.values).toEqual([1, 1])
    expect(int8.gpuMemoryMB).toBeCloseTo(8.388608, 6)
    expect(int8.buildS).toBe(0.005)
    // The warm-up's queries take nine times as long and must not be among them.
    expect(int8.p50Ms).toBeCloseTo(1, 6)
    expect(int8.p99Ms).toBeCloseTo(0.9 + 0.002 * 98.01 + 0.001, 2)
    const { done, total, phase } = progress.at(-1) ?? { done: 0, total: 1, phase: '' }
    expect([phase, done, total]).toEqual(['profile', 8 * 7, 8 * 7])
    expect(progress.every((step, at) => at === 0 || step.done >= progress[at - 1].done)).toBe(true)
  })

  it('records what the GPU did while each engine was measured, and says what held it down', async () => {
    const gpu = gpuSample({ temperatureC: 61, powerW: 180, throttle: ['sw_power_cap'] })
    const gpuSource = { via: 'nvml', gpus: [], sample: () => [gpu], close: () => undefined } as const
    const { result } = await bench({ measureMs: 60 }, ({ qdq }) => [{ label: 'q', file: qdq }], {
      openTelemetry: async (ownPids) => new TelemetrySampler({ gpuSource, intervalMs: 5, ownPids }),
    })
    for (const { conditions } of result.models) {
      expect(conditions).toMatchObject({
        smClockMHz: { min: 1500, mean: 1500, max: 1500 },
        memoryClockMHz: { mean: 5000 },
        temperatureC: { max: 61 },
        powerW: { mean: 180 },
        throttled: ['sw_power_cap'],
      })
    }
    expect(result.telemetry.figures.map(({ name }) => name).join()).toContain('SM clock')
    expect(result.notes.join('\n')).toMatch(/power/i)
  })

  it('builds converted copies with 11', async () => {
    const latencyMs = { typed: 3 }
    const { result } = await bench({ version: '11.0.0', latencyMs }, ({ qdq }) => [{ label: 'q', file: qdq }])
    expect(result.models.map(({ precision, copy }) => [precision, copy])).toEqual([
      ['strongly-typed', 'the FP16-converted copy without Q/DQ'],
      ['strongly-typed', 'the FP16-converted copy'],
    ])
    expect(result.models[1].commands.build).toContain('--onnx=model.onnx')
  })

  it('does not build an identical engine again unless told, and hands the timing cache on', async () => {
    const kept = memoryCache(temporaryFolder())
    const folder = temporaryFolder()
    const { path, starts } = standInTrtexec(folder, { latencyMs: LATENCY_MS })
    const tool = await openTrtexec(path)
    const { qdq } = await tinyFiles(folder)
    const again = (options: EngineBenchmarkOptions = {}) =>
      benchmarkEngines(tool, [{ label: 'q', file: qdq }], {
        ...{ repeats: 1, profile: false, openTelemetry: noGpuTelemetry, ...kept },
        ...options,
      })
    const builds = () => starts().filter((line) => purpose(line) === 'build').length
    const first = await again()
    expect([builds(), first.models[1].reused]).toEqual([2, false])
    const [timing] = kept.timing.values()
    expect(readFileSync(timing, 'utf8').trim().split('\n')).toHaveLength(2)
    const second = await again()
    expect(builds()).toBe(2)
    expect(second.models[1]).toMatchObject({ reused: true, buildS: 7, fps: 1000 })
    expect(second.models[1].commands.build).toBe('trtexec as before')
    await again({ workspaceMiB: 512 })
    expect(builds()).toBe(4)
    await again({ rebuild: true })
    expect(builds()).toBe(6)
  })

  it('builds again where a kept engine is refused', async () => {
    const kept = memoryCache(temporaryFolder())
    const other = JSON.stringify({ version: '8.0.0', precision: 'int8' })
    const path = join(temporaryFolder(), 'old.engine')
    writeFileSync(path, other)
    const cache = { ...kept.cache, findEngine: () => ({ path, buildS: null, line: null }) }
    const { result } = await bench({}, ({ qdq }) => [{ label: 'q', file: qdq }], { cache, raceFp16: false })
    expect(result.models[0]).toMatchObject({ reused: false, fps: 1000 })
    expect(result.notes[0]).toContain('does not take the kept engine any more')
  })

  it('goes on without an engine that fails', async () => {
    const failures = [{ when: '--int8', how: 'asymmetric' }] as const
    const failed: string[] = []
    const progress: Progress[] = []
    const { result } = await bench(
      { failures },
      ({ float, qdq }) => [
        { label: 'f', file: float },
        { label: 'q', file: qdq },
      ],
      {
        listener: { onFailed: async ({ label }, { code }) => void failed.push(`${label} ${code}`) },
        onProgress: (step) => progress.push(step),
      },
    )
    expect(result.models.map(({ model }) => model)).toEqual(['f'])
    expect(result.failures).toMatchObject([{ model: 'q', code: 'MODEL_OPERATOR', kind: 'qdq-asymmetric' }])
    expect(failed).toEqual(['q MODEL_OPERATOR'])
    expect(progress.at(-1)).toMatchObject({ done: 5 * 7, total: 5 * 7 })
  })

  it('fails where nothing that was asked for is left', async () => {
    const failures = [{ when: '--int8', how: 'out-of-memory' }] as const
    const run = bench({ failures }, ({ qdq }) => [{ label: 'q', file: qdq }])
    await expect(run).rejects.toMatchObject({ code: 'ENGINE_BUILD', kind: 'out-of-memory' })
  })

  it('stops at once where every engine would fail', async () => {
    const builds: string[] = []
    const run = bench(
      { failures: [{ when: '--onnx', how: 'no-gpu' }] },
      ({ float, qdq }) => [
        { label: 'f', file: float },
        { label: 'q', file: qdq },
      ],
      { listener: { onStart: async ({ label }) => void builds.push(label) } },
    )
    await expect(run).rejects.toMatchObject({ code: 'DEVICE_MISSING' })
    expect(builds).toEqual(['f'])
  })

  it('keeps the figures where layers cannot be timed', async () => {
    const failures = [{ when: '--exportProfile', how: 'crash' }] as const
    const { result } = await bench({ failures }, ({ float }) => [{ label: 'f', file: float }])
    expect(result.models[0].commands.profile).toBeNull()
    expect(result.notes[0]).toContain('layers of f could not be timed')
  })

  it('ends when cancelled and leaves no folder behind', async () => {
    const controller = new AbortController()
    const folder = temporaryFolder()
    const before = process.env['TMPDIR']
    process.env['TMPDIR'] = folder
    try {
      const run = bench(
        { failures: [{ when: '--loadEngine', how: 'stubborn' }] },
        ({ float }) => [{ label: 'f', file: float }],
        {
          signal: controller.signal,
          onLog: (line) => {
            if (line.includes('child')) controller.abort()
          },
        },
      )
      await expect(run).rejects.toMatchObject({ code: 'CANCELLED' })
      expect(readdirSync(folder).filter((name) => name.startsWith('quantbench-engines-'))).toEqual([])
    } finally {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
    }
  })
})
