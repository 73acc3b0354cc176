/** What a reader of a queue gets: an event, or how many were dropped because it read too slowly. */
export type Queued<Event> = { event: Event } | { dropped: number }

/**
 * Events from a publisher to one reader that takes them when it can. At most `limit` wait: a later one takes the place
 * of a waiting one with the same key, and beyond that the oldest are dropped and counted.
 */
export class EventQueue<Event> {
  private readonly limit: number
  private readonly keyOf: (event: Event) => string | null
  private waiting: { key: string | null; event: Event }[] = []
  private dropped = 0
  private wake = (): void => undefined

  /** `keyOf`: only the latest event of a key matters; null for events that all matter. */
  constructor(limit: number, keyOf: (event: Event) => string | null) {
    this.limit = limit
    this.keyOf = keyOf
  }

  push(event: Event): void {
    const key = this.keyOf(event)
    if (key !== null) this.waiting = this.waiting.filter((other) => other.key !== key)
    this.waiting.push({ key, event })
    while (this.waiting.length > this.limit) {
      this.waiting.shift()
      this.dropped++
    }
    this.wake()
  }

  /** Yields until the signal is aborted. */
  async *read(signal: AbortSignal | undefined): AsyncGenerator<Queued<Event>> {
    const onAbort = () => this.wake()
    signal?.addEventListener('abort', onAbort)
    try {
      while (signal?.aborted !== true) yield* this.take()
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  private async *take(): AsyncGenerator<Queued<Event>> {
    if (this.dropped > 0) {
      const { dropped } = this
      this.dropped = 0
      yield { dropped }
    }
    const next = this.waiting.shift()
    if (next !== undefined) yield { event: next.event }
    else await new Promise<void>((resolve) => (this.wake = resolve))
  }
}
