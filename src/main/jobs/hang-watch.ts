import type { Heartbeat } from './heartbeat.ts'

/** How long a job's process may say nothing before it counts as hung. */
export interface HangLimits {
  /** From its start to its first sign of life. */
  startMs: number
  /** Without any sign of life. */
  silentMs: number
  /** Living, but with its main thread kept all the time; building a TensorRT engine takes many minutes. */
  blockedMs: number
  /** More than this between two looks: this process or the machine slept, and the count of silence starts anew. */
  gapMs: number
}

export const DEFAULT_HANG_LIMITS: HangLimits = {
  startMs: 120_000,
  silentMs: 60_000,
  blockedMs: 60 * 60_000,
  gapMs: 10_000,
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`
}

/**
 * Counts a process's silence. Looks at no wall clock, so that a jump of it changes nothing; and where the system's
 * monotonic clock runs on while the machine sleeps, that is seen as a gap between two looks.
 */
export class HangWatch {
  private readonly limits: HangLimits
  private readonly now: () => number
  private lastLook: number
  private silence = 0
  private lastBeat = 0
  private alive = false

  constructor(limits: HangLimits, now: () => number = () => performance.now()) {
    this.limits = limits
    this.now = now
    this.lastLook = now()
  }

  /** The process has said something. */
  heard(): void {
    this.alive = true
    this.silence = 0
  }

  /** It stands still because it was asked to. */
  held(): void {
    this.silence = 0
    this.lastLook = this.now()
  }

  /** Looks at the latest heartbeat. @returns why the process counts as hung, or undefined. */
  look(heartbeat: Heartbeat | undefined): string | undefined {
    const now = this.now()
    const since = now - this.lastLook
    this.silence = since > this.limits.gapMs ? 0 : this.silence + since
    this.lastLook = now
    if (heartbeat !== undefined && heartbeat.beat !== this.lastBeat) {
      this.lastBeat = heartbeat.beat
      this.heard()
    }
    return this.verdict(heartbeat)
  }

  private verdict(heartbeat: Heartbeat | undefined): string | undefined {
    const { startMs, silentMs, blockedMs } = this.limits
    if (!this.alive)
      return this.silence > startMs ? `it gave no sign of life within ${seconds(startMs)}` : undefined
    if (this.silence > silentMs) return `it gave no sign of life for ${seconds(silentMs)}`
    if (heartbeat !== undefined && heartbeat.blockedMs > blockedMs)
      return `its main thread has been stuck for ${seconds(heartbeat.blockedMs)}`
    return undefined
  }
}
