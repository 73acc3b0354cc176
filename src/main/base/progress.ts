/** One step of a long piece of work, as stages report it and hosts show it. */
export interface Progress {
  /** Which part of the work: `evaluate`, `calibrate`, … */
  phase: string
  /** Units finished so far, in `unit`. */
  done: number
  total: number
  /** What is counted: `images`, `tensors`, `runs`. */
  unit: string
  /** What this part is about, e.g. the variant being evaluated. */
  label?: string
  /** What changes from step to step, e.g. the loss of a training. */
  detail?: string
  /** The phase that goes on when this one is over. */
  within?: string
}

export type ProgressListener = (progress: Progress) => void

/** What every stage takes from its host. */
export interface StageContext {
  onProgress?: ProgressListener
  /** Aborted when the user cancels; stages stop at the next image and throw CANCELLED. */
  signal?: AbortSignal
}

/** Over so many seconds what was before is forgotten to 1/e. */
const MEMORY_SECONDS = 5

/**
 * Units a second and the time left, from progress steps on a clock that no one sets. The first step only starts the
 * clock; from then on the rate is the exponentially weighted mean (τ = 5 s) over the time since: from the beginning the
 * true mean, so that two steps in quick succession are not taken for the pace of all.
 */
export class RateMeter {
  private readonly now: () => number
  private last: { time: number; done: number } | undefined
  /** Units, and the seconds that they took, both weighted by how long ago that is. */
  private units = 0
  private seconds = 0

  constructor(now: () => number = () => performance.now()) {
    this.now = now
  }

  /** @returns rate in units a second (0 until known) and ETA in seconds (undefined until known, never negative). */
  step(done: number, total: number): { rate: number; etaSeconds: number | undefined } {
    const time = this.now()
    const { last } = this
    // Work that starts over says nothing about its speed.
    if (last === undefined || done < last.done || time < last.time) this.last = { time, done }
    else if (done > last.done && time > last.time) {
      this.take(done - last.done, (time - last.time) / 1000)
      this.last = { time, done }
    }
    const rate = this.seconds === 0 ? 0 : this.units / this.seconds
    return { rate, etaSeconds: rate > 0 ? Math.max(0, total - done) / rate : undefined }
  }

  private take(units: number, seconds: number): void {
    const kept = Math.exp(-seconds / MEMORY_SECONDS)
    const weight = MEMORY_SECONDS * (1 - kept)
    this.units = this.units * kept + (units / seconds) * weight
    this.seconds = this.seconds * kept + weight
  }
}
