import { RateMeter, type Progress } from './progress.ts'

/** The pace of a phase, and the time left of the phase that it belongs to. */
export interface Pace {
  /** Units a second; 0 until known. */
  rate: number
  /** Undefined until known. */
  etaSeconds: number | undefined
}

const keyOf = ({ phase, label = '' }: Progress) => `${phase}/${label}`

/**
 * Rate and time left over all phases of a piece of work. Each phase and label has a rate of its own, so that none
 * inherits the speed of the last. While a phase goes on inside another (`within`), the time left is that of the outer
 * one, whose pace then is its mean since it began: it takes the inner ones along.
 */
export class PhaseMeter {
  private readonly now: () => number
  private meter: RateMeter
  private key = ''
  private outer: {
    phase: string
    key: string
    since: number
    from: number
    done: number
    total: number
  } | null = null
  private interrupted = false

  constructor(now: () => number = () => performance.now()) {
    this.now = now
    this.meter = new RateMeter(now)
  }

  step(progress: Progress): Pace {
    const key = keyOf(progress)
    if (key !== this.key) this.meter = new RateMeter(this.now)
    this.key = key
    const { done, total, within } = progress
    const pace = this.meter.step(done, total)
    if (within !== undefined && this.outer?.phase === within) {
      this.interrupted = true
      return { rate: pace.rate, etaSeconds: this.leftOfOuter() }
    }
    if (this.outer?.key !== key || done < this.outer.done) {
      this.outer = { phase: progress.phase, key, since: this.now(), from: done, done, total }
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
