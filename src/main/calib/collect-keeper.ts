import type { Counted, ObserverPool } from './observer-pool.ts'

/** How far a pass over the images is. */
export interface CollectPosition {
  /** Position of the first image that is not counted. */
  readonly position: number
  /** Images counted. */
  readonly images: number
}

/** A pass between two batches: all that it takes to go on with it. */
export interface Collected extends Counted, CollectPosition {
  /** Milliseconds so far, of all processes. */
  readonly wallMs: number
  readonly forwardMs: number
}

export interface CollectCheckpoint {
  /** Where to go on; null to begin. The number of observing threads must be the same. */
  readonly resumeFrom: Collected | null
  /** Writes down how far the pass is. Counting goes on meanwhile. */
  save(collected: Collected): Promise<void>
  /** Milliseconds between two of them; by default a second, and more where saving takes its time. */
  readonly everyMs?: number
}

const EVERY_MS = 1000
/** Saving takes at most one part in so many of the time. */
const TIMES_AS_LONG = 100

/** Keeps a pass from time to time, so seldom that it costs next to nothing, and as it ends. */
export class CollectKeeper {
  private readonly pool: ObserverPool
  private readonly checkpoint: CollectCheckpoint | undefined
  private readonly started: number
  private dueAt: number
  private saving: Promise<void> | null = null

  constructor(pool: ObserverPool, checkpoint: CollectCheckpoint | undefined, started: number) {
    this.pool = pool
    this.checkpoint = checkpoint
    this.started = started
    this.dueAt = started + (checkpoint?.everyMs ?? EVERY_MS)
  }

  /** To be called between two batches that are counted; waits for nothing unless something went wrong before. */
  async keepIfDue(at: CollectPosition): Promise<void> {
    if (this.checkpoint === undefined || performance.now() < this.dueAt) return
    this.dueAt = Infinity
    await this.saving
    this.saving = this.save(this.collect(at))
    // What goes wrong surfaces where it is awaited; until then it must not count as unhandled.
    this.saving.catch(() => undefined)
  }

  /** The pass at its end. */
  async close(at: CollectPosition): Promise<Collected> {
    await this.saving
    await this.pool.settle()
    const collected = this.collect(at)
    await this.save(collected)
    return await collected
  }

  private async collect(at: CollectPosition): Promise<Collected> {
    const counted = await this.pool.counted()
    const { resumeFrom } = this.checkpoint ?? { resumeFrom: null }
    return {
      ...counted,
      ...at,
      wallMs: (resumeFrom?.wallMs ?? 0) + performance.now() - this.started,
      forwardMs: (resumeFrom?.forwardMs ?? 0) + this.pool.forwardMs,
    }
  }

  private async save(collecting: Promise<Collected>): Promise<void> {
    const { checkpoint } = this
    const collected = await collecting
    const before = performance.now()
    await checkpoint?.save(collected)
    const now = performance.now()
    this.dueAt = now + (checkpoint?.everyMs ?? Math.max(EVERY_MS, TIMES_AS_LONG * (now - before)))
  }
}
