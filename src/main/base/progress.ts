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
}

export type ProgressListener = (progress: Progress) => void

/** What every stage takes from its host. */
export interface StageContext {
  onProgress?: ProgressListener
  /** Aborted when the user cancels; stages stop at the next image and throw CANCELLED. */
  signal?: AbortSignal
}

/**
 * Units a second and the time left, from progress steps. The first step only starts the clock; from then on the rate
 * settles as an exponential moving average (τ = 5 s).
 */
export class RateMeter {
  private readonly now: () => number
  private last: { time: number; done: number } | undefined
  private rate = 0

  constructor(now: () => number = () => performance.now()) {
    this.now = now
  }

  /** @returns rate in units a second (0 until known) and ETA in seconds (undefined until known). */
  step(done: number, total: number): { rate: number; etaSeconds: number | undefined } {
    const time = this.now()
    const { last } = this
    if (last === undefined) this.last = { time, done }
    else if (done > last.done && time > last.time) {
      const seconds = (time - last.time) / 1000
      const weight = this.rate === 0 ? 1 : 1 - Math.exp(-seconds / 5)
      this.rate += ((done - last.done) / seconds - this.rate) * weight
      this.last = { time, done }
    }
    return { rate: this.rate, etaSeconds: this.rate > 0 ? (total - done) / this.rate : undefined }
  }
}
