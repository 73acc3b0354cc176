import type { BenchmarkResult, BenchmarkRow } from '../stages/benchmark.ts'
import type { NewEvent } from './event-repository.ts'
import type { Metric } from './metric-repository.ts'
import type { SeriesPoint } from './series-repository.ts'
import type { Store } from './store.ts'

/** What the machine was and did during a benchmark, of whatever backend. */
export type BenchmarkSurroundings = Pick<
  BenchmarkResult,
  'notes' | 'telemetry' | 'telemetrySeries' | 'disturbed'
>

function pointsOf({ telemetrySeries }: BenchmarkSurroundings): SeriesPoint[] {
  return telemetrySeries.flatMap(({ name, unit, times, values }) =>
    values.map((value, step) => ({
      name: unit === '' ? name : `${name} (${unit})`,
      step,
      value,
      at: times[step],
    })),
  )
}

/** What the machine was and did meanwhile, in short. An event: as a parameter it would set equal runs apart. */
function telemetryEvent({ telemetry: { gpus, figures, ...rest } }: BenchmarkSurroundings): NewEvent {
  const data = {
    ...rest,
    gpus: gpus.map((gpu) => ({ ...gpu })),
    figures: figures.map((figure) => ({ ...figure })),
  }
  return { level: 'debug', kind: 'telemetry', message: 'The machine during the benchmark', data }
}

/** Remarks on a benchmark; a disturbance is a warning, with its numbers. */
export function remarksOf({ notes, disturbed }: BenchmarkSurroundings): NewEvent[] {
  return notes.map((message) => {
    const disturbance = disturbed.find((each) => each.message === message)
    if (disturbance === undefined) return { level: 'info', kind: 'benchmark', message }
    const { kind, gpu, evidence } = disturbance
    return { level: 'warn', kind: 'benchmark', message, data: { kind, gpu, evidence } }
  })
}

/**
 * Stores one model's row of a benchmark with its run, and beside it where it was measured, what the
 * machine did meanwhile, and what to know of it.
 */
export function recordBenchmark(
  store: Store,
  runId: string,
  row: BenchmarkRow,
  result: BenchmarkResult,
): void {
  const milliseconds = {
    'latency mean': row.meanMs,
    'latency p50': row.p50Ms,
    'latency p90': row.p90Ms,
    'latency p99': row.p99Ms,
  }
  const metrics: Metric[] = [
    ...Object.entries(milliseconds).map(([name, value]) => ({ name, value, unit: 'ms' })),
    { name: 'latency deviation', value: row.stdMs, unit: 'ms' },
    { name: 'FPS', value: row.fps, unit: 'FPS' },
    { name: 'speedup', value: row.ratio, better: 'higher' },
    { name: 'size', value: row.sizeMB, unit: 'MB' },
    { name: 'memory', value: row.memoryMB, unit: 'MB' },
  ]
  const { backend, runtimeVersion, provider, threads, batch, quantization, repeats } = result
  store.write(() => {
    store.metrics.put(runId, metrics)
    const { parameters } = store.runs.get(runId)
    const benchmark = { backend, runtimeVersion, provider, threads, batch, quantization, repeats }
    store.runs.update(runId, { parameters: { ...parameters, benchmark } })
    recordSurroundings(store, runId, result)
    store.events.append(runId, remarksOf(result))
  })
}

/** Stores what the machine was and did during a benchmark with a run. */
export function recordSurroundings(store: Store, runId: string, surroundings: BenchmarkSurroundings): void {
  store.series.append(runId, pointsOf(surroundings))
  store.events.append(runId, [telemetryEvent(surroundings)])
}
