import type { JobEvent, JobListener } from '../jobs/job-event.ts'
import type { TelemetryListener } from '../telemetry/sampler.ts'
import type { TelemetrySample } from '../telemetry/sample.ts'

/** How far back samples are kept. */
const KEPT_MS = 120_000

/** What it listens to: the supervisor's events, and the sampler, which samples as long as somebody listens. */
export interface MachineWatchSources {
  jobs: { subscribe(listener: JobListener): () => void }
  sampler: { subscribe(listener: TelemetryListener): () => void }
}

/** Samples the machine while jobs run, so that who looks at one later sees what went on before. */
export class MachineWatch {
  private readonly sampler: MachineWatchSources['sampler']
  private readonly running = new Set<string>()
  private readonly endJobs: () => void
  private endSamples: (() => void) | null = null
  private kept: TelemetrySample[] = []

  constructor({ jobs, sampler }: MachineWatchSources) {
    this.sampler = sampler
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

  private hear(event: JobEvent): void {
    // A job that was running before this process was is first heard of by its progress.
    if (event.type === 'progress') this.running.add(event.job)
    else if (event.type !== 'changed') return
    else if (event.job.state === 'running') this.running.add(event.job.id)
    else this.running.delete(event.job.id)
    if (this.running.size === 0) this.rest()
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
