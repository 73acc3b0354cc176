import { describe, expect, it } from 'vitest'
import { recordBenchmark } from '../../../src/main/runs/benchmark-record.ts'
import type { BenchmarkResult, BenchmarkRow } from '../../../src/main/stages/benchmark.ts'
import type { Disturbance } from '../../../src/main/telemetry/disturbance.ts'
import { telemetryFigure } from '../../../src/main/telemetry/figures.ts'
import { addRun, temporaryStore } from './temporary-store.ts'

const ROW: BenchmarkRow = {
  model: 'a.onnx',
  meanMs: 5,
  stdMs: 0.5,
  minMs: 4,
  p50Ms: 5,
  p90Ms: 6,
  p99Ms: 7,
  fps: 200,
  ratio: 1,
  sizeMB: 2,
  memoryMB: 30,
  quantized: false,
}

const HEAT: Disturbance = {
  kind: 'throttled',
  gpu: 0,
  message: 'GPU 0 (GPU) was throttled in 50 % of 2 samples: hw_slowdown in 50 %.',
  evidence: { share: 0.5, samples: 2, reasons: { hw_slowdown: 0.5 } },
}

function resultWith(disturbed: Disturbance[]): BenchmarkResult {
  const telemetrySeries = [
    { name: 'CPU', unit: '', times: [1000, 1500], values: [0.5, 0.75] },
    { name: 'GPU 0 temperature', unit: '°C', times: [1000, 1500], values: [70, 90] },
  ]
  return {
    backend: 'onnxruntime',
    runtimeVersion: '1.30.0',
    provider: 'cuda',
    threads: 0,
    batch: 1,
    quantization: 'native',
    repeats: 50,
    models: [ROW],
    peakMemoryMB: 100,
    notes: ['A remark.', ...disturbed.map(({ message }) => message)],
    telemetry: {
      samples: 2,
      intervalMs: 500,
      costMs: 0.2,
      via: 'nvml',
      gpus: [],
      figures: telemetrySeries.map(telemetryFigure),
    },
    telemetrySeries,
    disturbed,
  }
}

function recorded(disturbed: Disturbance[]) {
  const store = temporaryStore()
  const id = addRun(store, { parameters: { seed: 1 } })
  recordBenchmark(store, id, ROW, resultWith(disturbed))
  return { store, id }
}

describe('recordBenchmark', () => {
  it('stores the figures, and what they were measured with', () => {
    const { store, id } = recorded([])
    const metrics = store.metrics.list(id)
    expect(metrics).toContainEqual(expect.objectContaining({ name: 'FPS', value: 200, unit: 'FPS' }))
    expect(metrics).toHaveLength(9)
    expect(store.runs.get(id).parameters).toEqual({
      seed: 1,
      benchmark: expect.objectContaining({ provider: 'cuda', repeats: 50 }),
    })
  })

  it('stores the machine over time and in short', () => {
    const { store, id } = recorded([])
    expect(store.series.names(id)).toEqual(['CPU', 'GPU 0 temperature (°C)'])
    expect(store.series.get(id, 'GPU 0 temperature (°C)')).toMatchObject({
      steps: [0, 1],
      values: Float64Array.of(70, 90),
      times: Float64Array.of(1000, 1500),
    })
    const [summary] = store.events.list(id).filter(({ kind }) => kind === 'telemetry')
    expect(summary.data).toMatchObject({
      via: 'nvml',
      figures: [{ name: 'CPU' }, { name: 'GPU 0 temperature', min: 70, mean: 80, max: 90 }],
    })
  })

  it('stores a disturbance as a warning with its numbers, and other remarks as they are', () => {
    const { store, id } = recorded([HEAT])
    const remarks = store.events.list(id).filter(({ kind }) => kind === 'benchmark')
    expect(remarks.map(({ level, message }) => [level, message])).toEqual([
      ['info', 'A remark.'],
      ['warn', HEAT.message],
    ])
    expect(remarks[1].data).toEqual({ kind: 'throttled', gpu: 0, evidence: HEAT.evidence })
  })
})
