import { z } from 'zod'
import { readJsonDocument } from './json-document.ts'
import type { LatencyStatistics } from './latency.ts'
import type { PerformanceSummary } from './performance-summary.ts'

/** A GPU as TensorRT's engine explorer notes it (`*.engine.metadata.json`). */
export interface GpuMetadata {
  readonly name: string
  /** `8.0` */
  readonly computeCapability?: string
  readonly totalMemoryBytes?: number
  /** `11.6.0` */
  readonly cudaVersion?: string
  readonly clockMHz?: number
  readonly multiprocessors?: number
}

/** What the engine explorer noted of a build or a measurement (`*.build.metadata.json`, `*.profile.metadata.json`). */
export interface RunMetadata {
  /** `FP32+FP16+INT8`; of a build. */
  readonly precision?: string
  readonly model?: string
  /** Of a measurement. */
  readonly summary?: PerformanceSummary
  readonly gpu?: string
  /** Every option as trtexec printed it, by section. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const gpuSchema = z.looseObject({
  Name: z.string(),
  ComputeCapability: z.array(z.number()).nullish(),
  TotalMemory: z.number().nullish(),
  CUDA_VERSION: z.array(z.number()).nullish(),
  CLOCK_RATE: z.number().nullish(),
  MULTIPROCESSOR_COUNT: z.number().nullish(),
})

/** Reads the GPUs of an `*.engine.metadata.json` from its text. Throws JSON_INVALID with the place in the file. */
export function parseGpuMetadata(text: string, path: string): GpuMetadata[] {
  return readJsonDocument(z.array(gpuSchema), text, path, 'GPU metadata').map((raw) => ({
    name: raw.Name,
    computeCapability: raw.ComputeCapability?.join('.'),
    totalMemoryBytes: raw.TotalMemory ?? undefined,
    cudaVersion: raw.CUDA_VERSION?.join('.'),
    clockMHz: raw.CLOCK_RATE == null ? undefined : raw.CLOCK_RATE / 1000,
    multiprocessors: raw.MULTIPROCESSOR_COUNT ?? undefined,
  }))
}

/** min, max, mean and median, then one or three percentiles. */
const statistics = z.array(z.number()).min(4)

const performanceSchema = z.looseObject({
  Throughput: z.number(),
  Latency: statistics,
  'Enqueue Time': statistics.optional(),
  'H2D Latency': statistics.optional(),
  'GPU Compute Time': statistics,
  'D2H Latency': statistics.optional(),
  'Total Host Walltime': z.number().optional(),
  'Total GPU Compute Time': z.number().optional(),
})

const section = z.record(z.string(), z.unknown())
/** The explorer writes `{}` where the log held no summary. */
function absentIfEmpty(value: unknown): unknown {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0 ? undefined : value
}

const runSchema = z.looseObject({
  performance_summary: z.preprocess(absentIfEmpty, performanceSchema.optional()),
  model_options: section.optional(),
  build_options: section.optional(),
  inference_options: section.optional(),
  device_information: section.optional(),
})

/** Reads a build's or a measurement's metadata from its text. Throws JSON_INVALID with the place in the file. */
export function parseRunMetadata(text: string, path: string): RunMetadata {
  const raw = readJsonDocument(runSchema, text, path, 'metadata of a trtexec run')
  const { model_options, build_options, inference_options, device_information } = raw
  const sections = { model_options, build_options, inference_options, device_information }
  return {
    precision: textOf(build_options?.['Precision']),
    model: textOf(model_options?.['Model']),
    summary: summaryOf(raw.performance_summary),
    gpu: textOf(device_information?.['Selected Device']),
    options: Object.fromEntries(
      Object.entries(sections).flatMap(([name, values]) => (values === undefined ? [] : [[name, values]])),
    ),
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function summaryOf(data: z.infer<typeof performanceSchema> | undefined): PerformanceSummary | undefined {
  if (data === undefined) return undefined
  return {
    throughputQps: data.Throughput,
    latency: statisticsOf(data.Latency),
    enqueue: data['Enqueue Time'] && statisticsOf(data['Enqueue Time']),
    hostToDevice: data['H2D Latency'] && statisticsOf(data['H2D Latency']),
    compute: statisticsOf(data['GPU Compute Time']),
    deviceToHost: data['D2H Latency'] && statisticsOf(data['D2H Latency']),
    wallTimeS: data['Total Host Walltime'],
    computeTimeS: data['Total GPU Compute Time'],
  }
}

function statisticsOf([minMs, maxMs, meanMs, medianMs, ...tail]: readonly number[]): LatencyStatistics {
  const percents = tail.length === 1 ? [99] : [90, 95, 99]
  return {
    minMs,
    maxMs,
    meanMs,
    medianMs,
    percentiles: tail.slice(0, percents.length).map((ms, index) => ({ percent: percents[index], ms })),
  }
}
