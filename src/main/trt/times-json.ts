import { z } from 'zod'
import { readJsonDocument } from './json-document.ts'
import type { LatencyStatistics } from './latency.ts'

/** Times of one query in milliseconds, on the clock of the measurement. */
export interface QueryTimes {
  readonly startEnqueueMs: number
  readonly endEnqueueMs: number
  readonly startHostToDeviceMs: number
  readonly startComputeMs: number
  readonly endDeviceToHostMs: number
  readonly hostToDeviceMs: number
  readonly computeMs: number
  readonly deviceToHostMs: number
  readonly latencyMs: number
  /** Only up to TensorRT 8.2. */
  readonly endToEndMs?: number
}

/** What trtexec's summary says, computed from the single queries. */
export interface TimesSummary {
  /** Queries counted, without the warm-up. */
  readonly queries: number
  readonly throughputQps: number
  readonly latency: LatencyStatistics
  readonly enqueue: LatencyStatistics
  readonly hostToDevice: LatencyStatistics
  readonly compute: LatencyStatistics
  readonly deviceToHost: LatencyStatistics
  readonly wallTimeS: number
  readonly computeTimeS: number
}

const schema = z
  .array(
    z.looseObject({
      startEnqMs: z.number(),
      endEnqMs: z.number(),
      startH2dMs: z.number(),
      startComputeMs: z.number(),
      endD2hMs: z.number(),
      h2dMs: z.number(),
      computeMs: z.number(),
      d2hMs: z.number(),
      latencyMs: z.number(),
      endToEndMs: z.number().nullish(),
    }),
  )
  .min(1)

/** Reads what `--exportTimes` wrote from its text: all queries, warm-up included. Throws JSON_INVALID with the place. */
export function parseTimesJson(text: string, path: string): QueryTimes[] {
  return readJsonDocument(schema, text, path, 'the times of queries').map((raw) => ({
    startEnqueueMs: raw.startEnqMs,
    endEnqueueMs: raw.endEnqMs,
    startHostToDeviceMs: raw.startH2dMs,
    startComputeMs: raw.startComputeMs,
    endDeviceToHostMs: raw.endD2hMs,
    hostToDeviceMs: raw.h2dMs,
    computeMs: raw.computeMs,
    deviceToHostMs: raw.d2hMs,
    latencyMs: raw.latencyMs,
    endToEndMs: raw.endToEndMs ?? undefined,
  }))
}

/**
 * trtexec's own summary (`printPerformanceReport` in sampleReporting.cpp) of at least one query: those whose compute
 * starts within the warm-up are left out, unless all do; the wall time runs from the first query's copy to the last's.
 */
export function summariseTimes(
  times: readonly QueryTimes[],
  warmUpMs = 200,
  percents: readonly number[] = [90, 95, 99],
): TimesSummary {
  const first = times.findIndex(({ startComputeMs }) => startComputeMs >= warmUpMs)
  const counted = first < 0 ? times : times.slice(first)
  const wallMs = counted[counted.length - 1].endDeviceToHostMs - counted[0].startHostToDeviceMs
  const of = (value: (query: QueryTimes) => number) => latencyStatistics(counted.map(value), percents)
  return {
    queries: counted.length,
    throughputQps: wallMs > 0 ? (1000 * counted.length) / wallMs : 0,
    latency: of(({ latencyMs }) => latencyMs),
    enqueue: of(({ startEnqueueMs, endEnqueueMs }) => endEnqueueMs - startEnqueueMs),
    hostToDevice: of(({ hostToDeviceMs }) => hostToDeviceMs),
    compute: of(({ computeMs }) => computeMs),
    deviceToHost: of(({ deviceToHostMs }) => deviceToHostMs),
    wallTimeS: wallMs / 1000,
    computeTimeS: counted.reduce((sum, { computeMs }) => sum + computeMs, 0) / 1000,
  }
}

/** Statistics of at least one time as trtexec computes them: a percentile is a time that occurred, the median may lie between two. */
export function latencyStatistics(values: readonly number[], percents: readonly number[]): LatencyStatistics {
  const sorted = Float64Array.from(values).sort()
  const last = sorted.length - 1
  const middle = sorted.length >> 1
  return {
    minMs: sorted[0],
    maxMs: sorted[last],
    meanMs: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    medianMs: sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
    percentiles: percents.map((percent) => {
      // In single precision like trtexec, where a tenth of ten is one and a hundredth of a hundred just below.
      const share = Math.fround(1 - Math.fround(percent / 100))
      const excluded = Math.trunc(Math.fround(share * sorted.length))
      return { percent, ms: sorted[Math.max(last - excluded, 0)] }
    }),
  }
}
