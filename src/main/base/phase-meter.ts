import { RateMeter, type Progress } from './progress.ts'

/** The pace of a phase, and the time left of the phase that it belongs to. */
export interface Pace {
  /** Units a second; 0 until known. */
  rate: number
  /** Undefined until known. */
  etaSeconds: number | undefined
}

interface Outer {
  readonly phase: string
  readonly since: number
  readonly from: number
  done: number
  readonly total: number
}

/**
 * Rate and time left over all phases of a piece of work. A phase that begins, or begins anew, has a rate of its own, so
 * that none inherits the speed of the last; one that goes on under another label keeps it. While a phase goes on inside
 * another (`within`), the time left is that of the outer one, whose pace then is its mean since it began: it takes the
 * inner ones along.
 */
export class PhaseMeter {
  private readonly now: () => number
  private meter: RateMeter
  private last: Progress | null = null
  private outer: Outer | null = null
  private interrupted = false

  constructor(now: () => number = () => performance.now()) {
    this.now = now
    this.meter = new RateMeter(now)
  }

  step(progress: Progress): Pace {
    const { phase, done, total, within } = progress
    const { last } = this
    const goesOn = last !== null && last.phase === phase && last.total === total && last.done <= done
    if (!goesOn) this.meter = new RateMeter(this.now)
    this.last = progress
    const pace = this.meter.step(done, total)
    if (within !== undefined && this.outer?.phase === within) {
      this.interrupted = true
      return { rate: pace.rate, etaSeconds: this.leftOfOuter() }
    }
    if (
      this.outer === null ||
      this.outer.phase !== phase ||
      this.outer.total !== total ||
      done < this.outer.done
    ) {
      this.outer = { phase, since: this.now(), from: done, done, total }
      this.interrupted = false
    }
    this.outer.done = done
    return this.interrupted ? { rate: pace.rate, etaSeconds: this.leftOfOuter() } : pace
  }

  private leftOfOuter(): number | undefined {
    if (this.outer === null || this.outer.done <= this.outer.from) return undefined
    const { since, from, done, total } = this.outer
    return ((this.now() - since) / 1000 / (done - from)) * Math.max(0, total - done)
  }
}
