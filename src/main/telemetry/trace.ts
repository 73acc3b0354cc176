import type { TelemetrySample } from './sample.ts'

/**
 * Samples of any length of time in bounded memory: when it is full, every second one goes, and from then on only every
 * second, fourth, eighth … new one comes in. What is kept stays evenly spread.
 */
export class Trace {
  private readonly limit: number
  private kept: TelemetrySample[] = []
  private stride = 1
  private seen = 0

  /** `limit`: how many samples are kept at most, at least two. */
  constructor(limit: number) {
    this.limit = Math.max(2, Math.floor(limit))
  }

  add(sample: TelemetrySample): void {
    if (this.seen++ % this.stride !== 0) return
    if (this.kept.length === this.limit) {
      this.kept = this.kept.filter((_, at) => at % 2 === 0)
      this.stride *= 2
      if ((this.seen - 1) % this.stride !== 0) return
    }
    this.kept.push(sample)
  }

  get samples(): readonly TelemetrySample[] {
    return this.kept
  }
}
