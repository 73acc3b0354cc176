import { uptime } from 'node:os'

interface Moment {
  /** Milliseconds since 1970. */
  wall: number
  /** Seconds since the machine started, its sleep included; no setting of the clock changes them. */
  up: number
}

/** The wall clock has been set, rather than drifted, when it is off by more than this. */
const SET_MS = 2000

/**
 * Says when something ended that this process saw begin, so that the time between is what it really took: where the
 * clock was set meanwhile, the end is told by the clock as it was at the start.
 */
export class SteadyClock {
  private readonly starts = new Map<string, Moment>()

  /** @returns now, in milliseconds since 1970. */
  start(key: string): number {
    const wall = Date.now()
    this.starts.set(key, { wall, up: uptime() })
    return wall
  }

  /** The end of what `start` was called for, never before `startedAt`; without such a call it is now. */
  end(key: string, startedAt: number): number {
    const now = Date.now()
    const start = this.starts.get(key)
    this.starts.delete(key)
    if (start === undefined) return Math.max(now, startedAt)
    const elapsed = (uptime() - start.up) * 1000
    const wasSet = Math.abs(now - start.wall - elapsed) > SET_MS
    return Math.max(wasSet ? Math.round(start.wall + elapsed) : now, startedAt)
  }
}
