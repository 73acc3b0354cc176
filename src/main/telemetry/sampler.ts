import { openGpuSource, type GpuSourceOptions } from './gpu-source.ts'
import type { GpuDescription, GpuSample, GpuSource } from './gpu.ts'
import { MachineMeter } from './machine-meter.ts'
import type { TelemetrySample } from './sample.ts'
import { Trace } from './trace.ts'

export interface SamplerOptions {
  /** Time between two samples; longer where a sample takes more than a twentieth of it. */
  intervalMs?: number
  /** How many samples are kept at most; older ones are thinned out. */
  limit?: number
  /** What tells of the GPUs; null: no GPUs are looked at. The sampler closes it. */
  gpuSource: GpuSource | null
  /** Further processes whose CPU time counts as this one's own (Linux only). */
  ownPids?: () => readonly number[]
}

export type TelemetryListener = (sample: TelemetrySample) => void

/** Sampling takes at most this share of the time. */
const LARGEST_SHARE = 1 / 20

/**
 * Samples processors, memory and GPUs: at its own pace (`start`, or as long as somebody listens), or whenever it is
 * convenient for work that must not be disturbed (`sampleIfDue`). Its timer does not keep the process alive.
 */
export class TelemetrySampler {
  readonly intervalMs: number
  private readonly source: GpuSource | null
  private readonly ownPids: () => readonly number[]
  private readonly meter = new MachineMeter()
  private readonly trace: Trace
  private readonly listeners = new Set<TelemetryListener>()
  private timer: NodeJS.Timeout | undefined
  private pending: Promise<TelemetrySample> | undefined
  private started = false
  private closed = false
  private dueAt: number
  private count = 0
  private spentMs = 0

  constructor({ intervalMs = 500, limit = 1024, gpuSource, ownPids = () => [] }: SamplerOptions) {
    this.intervalMs = intervalMs
    this.source = gpuSource
    this.ownPids = ownPids
    this.trace = new Trace(limit)
    this.dueAt = performance.now() + intervalMs
  }

  /** The GPUs that samples tell of. */
  get gpus(): readonly GpuDescription[] {
    return this.source?.gpus ?? []
  }

  get via(): GpuSource['via'] | null {
    return this.source?.via ?? null
  }

  /** What was sampled so far, thinned out where it was much, oldest first. */
  get samples(): readonly TelemetrySample[] {
    return this.trace.samples
  }

  /** Mean time that a sample took, in ms. */
  get costMs(): number {
    return this.count === 0 ? 0 : this.spentMs / this.count
  }

  /** Samples until `stop`, whether somebody listens or not. */
  start(): void {
    this.started = true
    this.schedule()
  }

  stop(): void {
    this.started = false
    this.unscheduleIfIdle()
  }

  /** Hears every sample from now on; sampling goes on as long as anybody does. @returns what ends the listening. */
  subscribe(listener: TelemetryListener): () => void {
    // A wrapper of its own: the same function may listen twice.
    const heard: TelemetryListener = (sample) => listener(sample)
    this.listeners.add(heard)
    this.schedule()
    return () => {
      this.listeners.delete(heard)
      this.unscheduleIfIdle()
    }
  }

  /** The machine now. Calls that overlap get the same sample. Never throws. */
  sample(): Promise<TelemetrySample> {
    this.pending ??= this.take().finally(() => (this.pending = undefined))
    return this.pending
  }

  /** Whether the interval has passed. */
  get due(): boolean {
    return performance.now() >= this.dueAt
  }

  /** Takes a sample where the interval has passed: for loops that choose their own moments. */
  async sampleIfDue(): Promise<void> {
    if (this.due) await this.sample()
  }

  /** Ends sampling for good. */
  close(): void {
    this.closed = true
    this.listeners.clear()
    this.stop()
    this.source?.close()
  }

  private async take(): Promise<TelemetrySample> {
    const begin = performance.now()
    const machine = this.meter.sample(this.ownPids())
    const gpus = await this.sampleGpus()
    const sample = { time: Date.now(), ...machine, gpus }
    const took = performance.now() - begin
    this.count++
    this.spentMs += took
    this.dueAt = performance.now() + Math.max(this.intervalMs, took / LARGEST_SHARE)
    this.trace.add(sample)
    for (const listener of this.listeners) this.tell(listener, sample)
    return sample
  }

  private async sampleGpus(): Promise<GpuSample[]> {
    try {
      return this.closed || this.source === null ? [] : await this.source.sample()
    } catch {
      return []
    }
  }

  /** One listener's trouble is not the others'. */
  private tell(listener: TelemetryListener, sample: TelemetrySample): void {
    try {
      listener(sample)
    } catch {
      this.listeners.delete(listener)
    }
  }

  private get wanted(): boolean {
    return !this.closed && (this.started || this.listeners.size > 0)
  }

  private schedule(): void {
    if (!this.wanted || this.timer !== undefined) return
    const wait = Math.max(0, this.dueAt - performance.now())
    this.timer = setTimeout(() => void this.tick(), wait).unref()
  }

  private async tick(): Promise<void> {
    this.timer = undefined
    await this.sampleIfDue()
    this.schedule()
  }

  private unscheduleIfIdle(): void {
    if (this.wanted || this.timer === undefined) return
    clearTimeout(this.timer)
    this.timer = undefined
  }
}

/** A sampler of this machine, with its GPUs where there are any that can be asked. */
export async function openSampler(
  options: Omit<SamplerOptions, 'gpuSource'> & GpuSourceOptions = {},
): Promise<TelemetrySampler> {
  const { nvml, nvidiaSmi, ...rest } = options
  return new TelemetrySampler({ ...rest, gpuSource: await openGpuSource({ nvml, nvidiaSmi }) })
}
