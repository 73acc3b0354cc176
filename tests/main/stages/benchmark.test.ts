import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import { benchmarkModels } from '../../../src/main/stages/benchmark.ts'
import { TelemetrySampler } from '../../../src/main/telemetry/sampler.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { gpuSample } from '../telemetry/samples.ts'

function network(convolutions: number, dims: readonly (number | string)[] = ['n', 3, 'h', 'w']) {
  const builder = new ModelBuilder()
  let value = builder.input('images', dims)
  for (let at = 0; at < convolutions; at++) {
    value = builder.node('Conv', [value, builder.weights(`w${at}`, [3, 3, 3, 3])], { pads: [1, 1, 1, 1] })
  }
  builder.output(value)
  return builder.model
}

const entry = (label: string, convolutions: number) => ({
  label,
  model: network(convolutions),
  sizeBytes: 2e6,
  quantized: false,
})

describe('benchmarkModels', () => {
  it('runs models in turn, so often as asked, and puts the first at 1', async () => {
    const rounds: number[] = []
    const options = { size: { height: 64, width: 64 }, repeats: 20, warmup: 3, threads: 1, batch: 2 }
    const result = await benchmarkModels([entry('small', 1), entry('large', 40)], options, {
      onProgress: ({ done }) => rounds.push(done),
    })
    expect(rounds).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
    const [small, large] = result.models
    expect(small.ratio).toBe(1)
    // Forty times the work; a factor of two is safe on any machine, by the best round of each even on a busy one.
    expect(large.minMs).toBeGreaterThan(2 * small.minMs)
    expect(large.ratio).toBeCloseTo(large.fps / small.fps, 9)
    expect(small.fps).toBeCloseTo((1000 * 2) / small.meanMs, 6)
    expect(small.sizeMB).toBe(2)
    expect(result).toMatchObject({
      backend: 'onnxruntime',
      provider: 'cpu',
      batch: 2,
      repeats: 20,
    })
  })

  it('samples the machine between runs, and says what it was', async () => {
    const options = { size: { height: 32, width: 32 }, repeats: 40, warmup: 0, threads: 1 }
    const gpu = gpuSample({ temperatureC: 70, throttle: ['hw_thermal_slowdown'], pids: [process.pid] })
    const closed: string[] = []
    const openTelemetry = async () =>
      new TelemetrySampler({
        intervalMs: 0,
        gpuSource: { via: 'nvml', gpus: [], sample: () => [gpu], close: () => void closed.push('closed') },
      })
    const result = await benchmarkModels([entry('a', 1)], { ...options, openTelemetry })
    const { telemetry, telemetrySeries, disturbed, notes } = result
    expect(telemetry.samples).toBeGreaterThan(1)
    expect(telemetry).toMatchObject({ via: 'nvml', intervalMs: 0 })
    expect(telemetry.figures).toContainEqual({
      name: 'GPU 0 temperature',
      unit: '°C',
      min: 70,
      mean: 70,
      max: 70,
    })
    expect(telemetrySeries.map(({ name }) => name)).toEqual(telemetry.figures.map(({ name }) => name))
    expect(closed).toEqual(['closed'])
    // A hot GPU does not disturb what runs on the processors.
    expect(disturbed.filter(({ kind }) => kind !== 'cpu-shared')).toEqual([])
    expect(notes).toEqual(disturbed.map(({ message }) => message))
  })

  it('says that other processes had a share of the processors', async () => {
    const others = Array.from({ length: Math.ceil(cpus().length / 2) }, () =>
      spawn(process.execPath, ['-e', 'console.log(""); for (;;);'], { stdio: ['ignore', 'pipe', 'ignore'] }),
    )
    onTestFinished(() => others.forEach((each) => each.kill('SIGKILL')))
    await Promise.all(others.map(({ stdout }) => once(stdout, 'data')))
    const options = { size: { height: 256, width: 256 }, repeats: 200, warmup: 0, threads: 1 }
    const { disturbed, notes } = await benchmarkModels([entry('a', 4)], options)
    expect(disturbed).toMatchObject([{ kind: 'cpu-shared', gpu: null }])
    expect(notes).toEqual([disturbed[0].message])
  })

  it('refuses a model whose input is no image', async () => {
    const builder = new ModelBuilder()
    builder.output(builder.node('Relu', [builder.input('x', [1, 3])]))
    const job = benchmarkModels([{ label: 'x', model: builder.model, sizeBytes: 1, quantized: false }])
    await expect(job).rejects.toMatchObject({ code: 'MODEL_INPUT' })
  })

  it('stops when it is cancelled', async () => {
    const job = benchmarkModels([entry('a', 1)], {}, { signal: AbortSignal.abort() })
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
