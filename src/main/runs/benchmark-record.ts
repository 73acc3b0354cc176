import type { BenchmarkResult, BenchmarkRow } from '../stages/benchmark.ts'
import type { Metric } from './metric-repository.ts'
import type { Store } from './store.ts'

/** Stores one model's row of a benchmark with its run, and beside it where it was measured and what to know of it. */
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
    store.events.append(
      runId,
      result.notes.map((message) => ({ level: 'info' as const, kind: 'benchmark', message })),
    )
  })
}
