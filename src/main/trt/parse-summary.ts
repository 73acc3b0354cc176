import type { LatencyStatistics } from './latency.ts'
import { parseLegacySummary } from './legacy-summary.ts'
import { logTextOf } from './log-line.ts'
import type { PerformanceSummary } from './performance-summary.ts'

const TITLE = '=== Performance summary ==='
const UNSTABLE = /GPU compute time is unstable, with coefficient of variance = ([\d.]+)%/

/**
 * The last performance summary of a log, of TensorRT 7.2 to 11. Undefined where there is none: a build without
 * inference, a failed run, or a profiling run of 8.4 and newer without `--separateProfileRun`.
 */
export function parsePerformanceSummary(text: string): PerformanceSummary | undefined {
  const lines = text.split(/\r?\n/).map(logTextOf)
  const start = lines.lastIndexOf(TITLE)
  return start < 0 ? parseLegacySummary(lines) : summaryOf(lines.slice(start + 1))
}

/** Images a second: trtexec counts queries, each of which is a batch. */
export function framesPerSecond({ throughputQps }: PerformanceSummary, batch: number): number {
  return throughputQps * batch
}

function summaryOf(lines: readonly string[]): PerformanceSummary | undefined {
  const throughputQps = Number(/^([\d.e+-]+) qps/.exec(valueOf(lines, 'Throughput') ?? '')?.[1])
  const latency = statisticsOf(lines, 'Latency')
  const compute = statisticsOf(lines, 'GPU Compute Time') ?? statisticsOf(lines, 'GPU Compute')
  if (!Number.isFinite(throughputQps) || latency === undefined || compute === undefined) return undefined
  return {
    throughputQps,
    latency,
    endToEnd: statisticsOf(lines, 'End-to-End Host Latency'),
    enqueue: statisticsOf(lines, 'Enqueue Time'),
    hostToDevice: statisticsOf(lines, 'H2D Latency'),
    compute,
    deviceToHost: statisticsOf(lines, 'D2H Latency'),
    wallTimeS: secondsOf(lines, 'Total Host Walltime'),
    computeTimeS: secondsOf(lines, 'Total GPU Compute Time'),
    instability: lines.flatMap((line) => (UNSTABLE.exec(line) ?? []).slice(1).map(Number)).at(0),
  }
}

function valueOf(lines: readonly string[], key: string): string | undefined {
  return lines.find((line) => line.startsWith(`${key}: `))?.slice(key.length + 2)
}

function secondsOf(lines: readonly string[], key: string): number | undefined {
  const match = /^([\d.e+-]+) s/.exec(valueOf(lines, key) ?? '')
  return match === null ? undefined : Number(match[1])
}

const ENTRY = /(min|max|mean|median|percentile\(([\d.]+)%\)) = (-?[\d.]+(?:e[+-]?\d+)?) ms/g

function statisticsOf(lines: readonly string[], key: string): LatencyStatistics | undefined {
  const value = valueOf(lines, key)
  if (value === undefined) return undefined
  const entries = Array.from(value.matchAll(ENTRY), ([, name, percent, ms]) => ({
    name,
    percent,
    ms: Number(ms),
  }))
  const named = new Map(entries.map(({ name, ms }) => [name, ms]))
  const [minMs, maxMs, medianMs] = ['min', 'max', 'median'].map((name) => named.get(name))
  if (minMs === undefined || maxMs === undefined || medianMs === undefined) return undefined
  return {
    minMs,
    maxMs,
    meanMs: named.get('mean'),
    medianMs,
    percentiles: entries.flatMap(({ percent, ms }) =>
      percent === undefined ? [] : [{ percent: Number(percent), ms }],
    ),
  }
}
