/** A value in milliseconds that this percentage of the queries does not exceed. */
export interface Percentile {
  readonly percent: number
  readonly ms: number
}

/** Statistics of one kind of time over all queries, in milliseconds. */
export interface LatencyStatistics {
  readonly minMs: number
  readonly maxMs: number
  /** TensorRT 7 does not print it for the enqueue time. */
  readonly meanMs?: number
  readonly medianMs: number
  /** One (99) up to TensorRT 8.4; 90, 95 and 99 from 8.5 on, or those asked for by `--percentile`. */
  readonly percentiles: readonly Percentile[]
}

/** The value at a percentage, if it was reported. */
export function percentileMs(statistics: LatencyStatistics, percent: number): number | undefined {
  return statistics.percentiles.find((percentile) => percentile.percent === percent)?.ms
}
