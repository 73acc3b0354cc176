import { percentileOf } from '../base/quantiles.ts'

/** Latencies of repeated runs in milliseconds. */
export interface TimingSummary {
  meanMs: number
  /** Sample standard deviation; 0 for a single run. */
  stdMs: number
  minMs: number
  p50Ms: number
  p90Ms: number
  p99Ms: number
}

/** Mean, spread and percentiles of at least one latency. */
export function summariseTimings(milliseconds: readonly number[]): TimingSummary {
  const sorted = Float64Array.from(milliseconds).sort()
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    meanMs: mean,
    stdMs: sorted.length > 1 ? Math.sqrt(squares / (sorted.length - 1)) : 0,
    minMs: sorted[0],
    p50Ms: percentileOf(sorted, 50),
    p90Ms: percentileOf(sorted, 90),
    p99Ms: percentileOf(sorted, 99),
  }
}
