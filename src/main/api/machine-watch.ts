import type { JobEvent, JobListener } from '../jobs/job-event.ts'
import type { TelemetryListener } from '../telemetry/sampler.ts'
import type { TelemetrySample } from '../telemetry/sample.ts'

/** How far back samples are kept. */
const KEPT_MS = 120_000

/** What it listens to: the supervisor's events, and the sampler, which samples as long as somebody listens. */
export interface MachineWatchSources {
  jobs: { subscribe(listener: JobListener): () => void }
  /** Whether any job runs, as the store has it. */
  isBusy: () => boolean
  sampler: { subscribe(listener: TelemetryListener): () => void }
}

/** Samples the machine while jobs run, so that who looks at one later sees what went on before. */
export class MachineWatch {
  private readonly sampler: MachineWatchSources['sampler']
  private readonly isBusy: () => boolean
  private readonly endJobs: () => void
  private endSamples: (() => void) | null = null
  private kept: TelemetrySample[] = []

  constructor({ jobs, isBusy, sampler }: MachineWatchSources) {
    this.sampler = sampler
    this.isBusy = isBusy
    this.endJobs = jobs.subscribe((event) => this.hear(event))
  }

  /** Samples of the last two minutes before a time (ms since 1970), oldest first. */
  recent(now = Date.now()): readonly TelemetrySample[] {
    return this.kept.filter(({ time }) => time > now - KEPT_MS)
  }

  close(): void {
    this.endJobs()
    this.rest()
  }

  private hear({ type }: JobEvent): void {
    // A job that was running before this process was is first heard of by its progress.
    const mayBegin = this.endSamples === null && type === 'progress'
    if (type !== 'changed' && type !== 'queue' && !mayBegin) return
    if (!this.isBusy()) this.rest()
    else this.endSamples ??= this.sampler.subscribe((sample) => this.keep(sample))
  }

  private keep(sample: TelemetrySample): void {
    this.kept = [...this.recent(sample.time), sample]
  }

  private rest(): void {
    this.endSamples?.()
    this.endSamples = null
  }
}
