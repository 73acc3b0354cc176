import { percentileOf } from '../base/quantiles.ts'
import { framesPerSecond } from '../trt/parse-summary.ts'
import type { BuiltEngine } from './engine-build.ts'
import { isQuantized } from './model-file.ts'
import { summariseTimings, type TimingSummary } from './timing-summary.ts'
import type { Contestant } from './trtexec-contestants.ts'
import type { GpuConditions } from './trtexec-conditions.ts'
import { summaryPercentile, type Measurement, type ProfileFiles } from './trtexec-measure.ts'

/** Everything that was made of one contestant. */
export interface MeasuredEngine {
  readonly contestant: Contestant
  readonly built: BuiltEngine
  /** At least one. */
  readonly measurements: readonly Measurement[]
  readonly profile: ProfileFiles | null
  readonly conditions: GpuConditions | null
}

/** Commands to be run from one folder, in this order: each reads what the one before wrote. */
export interface EngineCommands {
  readonly build: string
  readonly measure: string
  /** Null where layers were not timed. */
  readonly profile: string | null
}

/** Latencies of a query (one batch) in ms, percentiles over the queries of all repeats. */
export interface EngineRow {
  model: string
  precision: Contestant['precision']
  computesIn: Contestant['computesIn']
  quantized: boolean
  /** What was changed in a copy of the model; null for the model itself. */
  copy: string | null
  added: boolean
  batch: number
  /** Mean of the repeats. */
  meanMs: number
  /** Deviation between the repeats. */
  stdMs: number
  minMs: number
  p50Ms: number
  p90Ms: number
  p99Ms: number
  /** Mean time on the GPU alone. */
  computeMs: number
  /** Images a second: queries a second times the batch. */
  fps: number
  /** Throughput as a multiple of the first row's. */
  ratio: number
  /** Mean latencies of the single repeats. */
  repeats: TimingSummary & { values: number[] }
  /** Size of the ONNX file in MB (10⁶ bytes). */
  sizeMB: number
  engineMB: number
  /** Null where an earlier program built it and did not say. */
  buildS: number | null
  reused: boolean
  /** What TensorRT holds on the GPU; null where its log does not say. */
  gpuMemoryMB: number | null
  /** What the GPU did meanwhile; null where nothing tells. */
  conditions: GpuConditions | null
  engineKey: string
  commands: EngineCommands
}

const MIB_IN_MB = 2 ** 20 / 1e6

/** The figures of an engine; `ratio` is still 1. */
export function rowOf({ contestant, built, measurements, profile, conditions }: MeasuredEngine): EngineRow {
  const { label, file, precision, computesIn, batch, copy, added } = contestant
  const mean = (value: (measurement: Measurement) => number) => meanOf(measurements.map(value))
  const values = measurements.map(({ summary }) => summary.latency.meanMs ?? summary.latency.medianMs)
  const repeats = { ...summariseTimings(values), values }
  return {
    model: label,
    precision,
    computesIn,
    quantized: isQuantized(file.model),
    copy,
    added,
    batch,
    meanMs: repeats.meanMs,
    stdMs: repeats.stdMs,
    ...spreadOf(measurements),
    computeMs: mean(({ summary: { compute } }) => compute.meanMs ?? compute.medianMs),
    fps: mean(({ summary }) => framesPerSecond(summary, batch)),
    ratio: 1,
    repeats,
    sizeMB: file.sizeBytes / 1e6,
    engineMB: built.bytes / 1e6,
    buildS: built.buildS,
    reused: built.reused,
    gpuMemoryMB: gpuMemoryOf(measurements),
    conditions,
    engineKey: built.key,
    commands: {
      build: built.line,
      measure: measurements[0].run.line,
      profile: profile === null ? null : profile.run.line,
    },
  }
}

type Spread = Pick<EngineRow, 'minMs' | 'p50Ms' | 'p90Ms' | 'p99Ms'>

/** From the queries of all repeats, or where they are missing from the repeats' own percentiles. */
function spreadOf(measurements: readonly Measurement[]): Spread {
  const minMs = Math.min(...measurements.map(({ summary }) => summary.latency.minMs))
  if (measurements.every(({ latenciesMs }) => latenciesMs.length > 0)) {
    const sorted = Float64Array.from(measurements.flatMap(({ latenciesMs }) => latenciesMs)).sort()
    const at = (percent: number) => percentileOf(sorted, percent)
    return { minMs: sorted[0], p50Ms: at(50), p90Ms: at(90), p99Ms: at(99) }
  }
  const at = (percent: number) =>
    meanOf(measurements.map(({ summary }) => summaryPercentile(summary, percent)))
  return {
    minMs,
    p50Ms: meanOf(measurements.map(({ summary }) => summary.latency.medianMs)),
    p90Ms: at(90),
    p99Ms: at(99),
  }
}

function gpuMemoryOf(measurements: readonly Measurement[]): number | null {
  const mebibytes = measurements.flatMap(({ run }) => run.log.gpuMemoryMiB ?? [])
  return mebibytes.length === 0 ? null : Math.max(...mebibytes) * MIB_IN_MB
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
