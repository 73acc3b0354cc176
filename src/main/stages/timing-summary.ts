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

/** Percentile by linear interpolation between the two nearest ranks (NumPy's default). `sorted` ascending, not empty. */
export function percentileOf(sorted: ArrayLike<number>, percent: number): number {
  const rank = ((sorted.length - 1) * percent) / 100
  const below = Math.floor(rank)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (sorted[above] - sorted[below]) * (rank - below)
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
