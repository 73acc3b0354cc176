import type { LatencyStatistics } from './latency.ts'

/** trtexec's figures of a measurement. A query is one batch. */
export interface PerformanceSummary {
  readonly throughputQps: number
  /** Copy to the device, compute and copy back. */
  readonly latency: LatencyStatistics
  /** Only up to TensorRT 8.2. */
  readonly endToEnd?: LatencyStatistics
  readonly enqueue?: LatencyStatistics
  readonly hostToDevice?: LatencyStatistics
  readonly compute: LatencyStatistics
  readonly deviceToHost?: LatencyStatistics
  /** In seconds. */
  readonly wallTimeS?: number
  /** In seconds. */
  readonly computeTimeS?: number
  /** Coefficient of variation of the compute time in percent, where trtexec warns that it is unstable. */
  readonly instability?: number
}
