const WINDOW_MS = 5 * 60_000
const MOST_CRASHES = 3

/** Counts crashes, to tell one that a new start repairs from one that it does not. */
export class CrashCount {
  private times: number[] = []

  /** Notes a crash and says how many there were lately, this one included. */
  add(now: number = performance.now()): number {
    this.times = [...this.times.filter((time) => now - time < WINDOW_MS), now]
    return this.times.length
  }

  get isTooMany(): boolean {
    return this.times.length > MOST_CRASHES
  }

  reset(): void {
    this.times = []
  }
}
