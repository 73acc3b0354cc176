import { throwIfCancelled } from '../base/cancel.ts'
import { QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { seededRandom } from '../base/random.ts'
import { sizeOf, type Tensor } from '../base/tensor.ts'
import type { Model } from '../onnx/model.ts'
import type { DeviceName } from '../session/devices.ts'
import { openSession, RUNTIME_VERSION, type Session, type SessionOptions } from '../session/session.ts'
import type { Disturbance } from '../telemetry/disturbance.ts'
import type { TelemetrySeries } from '../telemetry/figures.ts'
import { openSampler, type TelemetrySampler } from '../telemetry/sampler.ts'
import { summariseTelemetry, type TelemetryFindings, type TelemetrySummary } from '../telemetry/summary.ts'
import { CPU_HALF_NOTE } from './to-fp16.ts'
import { summariseTimings, type TimingSummary } from './timing-summary.ts'

export interface BenchmarkEntry {
  /** What the result is called. */
  label: string
  model: Model | Uint8Array | string
  /** Size of the model file in bytes, reported beside the speed. */
  sizeBytes: number
  /** True where Q/DQ nodes are in it: INT8 on the CPU provider does not predict TensorRT, and the result says so. */
  quantized: boolean
  /** True where it works in half precision, which the CPU provider only simulates. */
  half?: boolean
}

export interface BenchmarkOptions {
  device?: DeviceName
  threads?: number
  /** Images a run. */
  batch?: number
  /** Height and width for models whose axes are dynamic. */
  size?: { height: number; width: number }
  /** How Q/DQ pairs run; `native` is what a deployed CPU session does. */
  quantization?: SessionOptions['quantization']
  /** Rounds not counted. */
  warmup?: number
  /** Counted rounds; every model runs once a round. */
  repeats?: number
  seed?: number
  /** Opens what watches the machine meanwhile; by default with this machine's GPUs. The benchmark closes it. */
  openTelemetry?: () => Promise<TelemetrySampler>
}

export interface BenchmarkRow extends TimingSummary {
  model: string
  /** Images a second at the mean latency. */
  fps: number
  /** Mean speed as a multiple of the first model's. */
  ratio: number
  sizeMB: number
  /** Growth of the process's resident memory from opening and warming the model up, in MB (10⁶ bytes). */
  memoryMB: number
  quantized: boolean
}

export interface BenchmarkResult {
  backend: 'onnxruntime'
  runtimeVersion: string
  provider: string
  threads: number
  batch: number
  quantization: 'simulate' | 'native'
  repeats: number
  models: BenchmarkRow[]
  /** Largest resident memory of the whole process so far, in MB (10⁶ bytes). */
  peakMemoryMB: number
  /** What a reader must know before comparing; the disturbances are among it. */
  notes: string[]
  /** The machine during the counted rounds. */
  telemetry: TelemetrySummary
  /** The same over time, in a bounded number of points. */
  telemetrySeries: TelemetrySeries[]
  /** What made the timings differ from those of an undisturbed machine; empty where nothing did. */
  disturbed: Disturbance[]
}

const CPU_INT8_NOTE =
  "INT8 on ONNX Runtime's CPU provider does not predict TensorRT: its kernels run SiLU detectors with Q/DQ nodes slower than FP32."

function concreteDims(session: Session, options: BenchmarkOptions): number[] {
  const { batch = 1, size = { height: 640, width: 640 } } = options
  const [input] = session.inputs
  if (input.dims.length !== 4) {
    throw new QuantbenchError(
      'MODEL_INPUT',
      `Expected a 4-D image input, got ${input.name} [${input.dims.join(', ')}]`,
    )
  }
  const wanted = [batch, 3, size.height, size.width]
  return input.dims.map((dim, axis) => (typeof dim === 'number' && dim > 0 ? dim : wanted[axis]))
}

function randomImage(dims: readonly number[], seed: number): Tensor {
  const random = seededRandom(seed)
  return { data: Float32Array.from({ length: sizeOf(dims) }, random.next), dims }
}

/** Enough points for a chart, few enough to be stored with every model. */
const TELEMETRY_POINTS = 240

interface Contestant {
  entry: BenchmarkEntry
  session: Session
  feeds: Record<string, Tensor>
  memoryMB: number
  batch: number
  times: number[]
}

async function openContestant(entry: BenchmarkEntry, options: BenchmarkOptions): Promise<Contestant> {
  const { device, threads, quantization = 'native', warmup = 5, seed = 0 } = options
  const before = process.memoryUsage.rss()
  const session = await openSession(entry.model, { device, threads, quantization })
  const dims = concreteDims(session, options)
  const feeds = { [session.inputs[0].name]: randomImage(dims, seed) }
  for (let run = 0; run < warmup; run++) await session.run(feeds)
  const memoryMB = Math.max(0, process.memoryUsage.rss() - before) / 1e6
  return { entry, session, feeds, memoryMB, batch: dims[0], times: [] }
}

/**
 * Times models against each other with ONNX Runtime: all are opened and warmed up, then run in turn A B A B … so
 * that a machine that slows down slows all of them. Latency is one `run` call, copies in and out included. The machine
 * is sampled between two runs, never during one.
 * Throws CANCELLED, DEVICE_MISSING, MODEL_REJECTED, MODEL_INPUT.
 */
export async function benchmarkModels(
  entries: readonly BenchmarkEntry[],
  options: BenchmarkOptions = {},
  context: StageContext = {},
): Promise<BenchmarkResult> {
  const { repeats = 50, threads = 0, quantization = 'native' } = options
  const contestants: Contestant[] = []
  try {
    for (const entry of entries) {
      throwIfCancelled(context.signal)
      contestants.push(await openContestant(entry, options))
    }
    const findings = await race(contestants, options, context)
    return report(contestants, { threads, quantization, repeats }, findings)
  } finally {
    for (const { session } of contestants) await session.close()
  }
}

/** The counted rounds; latencies go to the contestants. */
async function race(
  contestants: readonly Contestant[],
  { repeats = 50, openTelemetry = () => openSampler({ limit: TELEMETRY_POINTS }) }: BenchmarkOptions,
  context: StageContext,
): Promise<TelemetryFindings> {
  const sampler = await openTelemetry()
  try {
    for (let round = 0; round < repeats; round++) {
      throwIfCancelled(context.signal)
      for (const { session, feeds, times } of contestants) {
        if (sampler.due) await sampler.sample()
        const start = performance.now()
        await session.run(feeds)
        times.push(performance.now() - start)
      }
      context.onProgress?.({ phase: 'benchmark', done: round + 1, total: repeats, unit: 'rounds' })
    }
    // A short race ends before the first sample is due.
    await sampler.sample()
    return summariseTelemetry(sampler, { gpuInUse: contestants[0].session.provider !== 'cpu' })
  } finally {
    sampler.close()
  }
}

function report(
  contestants: readonly Contestant[],
  run: Pick<BenchmarkResult, 'threads' | 'quantization' | 'repeats'>,
  { summary, series, disturbances }: TelemetryFindings,
): BenchmarkResult {
  const { provider } = contestants[0].session
  const { batch } = contestants[0]
  const rows = contestants.map(({ entry, memoryMB, times, batch: images }): BenchmarkRow => {
    const summary = summariseTimings(times)
    return {
      model: entry.label,
      ...summary,
      fps: (1000 * images) / summary.meanMs,
      ratio: 1,
      sizeMB: entry.sizeBytes / 1e6,
      memoryMB,
      quantized: entry.quantized,
    }
  })
  const onCpu = provider === 'cpu'
  const notes = [
    ...(onCpu && contestants.some(({ entry }) => entry.half === true) ? [CPU_HALF_NOTE] : []),
    ...(onCpu && rows.some(({ quantized }) => quantized) ? [CPU_INT8_NOTE] : []),
    ...disturbances.map(({ message }) => message),
  ]
  return {
    backend: 'onnxruntime',
    runtimeVersion: RUNTIME_VERSION,
    provider,
    batch,
    ...run,
    models: rows.map((row) => ({ ...row, ratio: row.fps / rows[0].fps })),
    peakMemoryMB: (process.resourceUsage().maxRSS * 1024) / 1e6,
    notes,
    telemetry: summary,
    telemetrySeries: series,
    disturbed: disturbances,
  }
}
