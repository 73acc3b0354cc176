import { QuantbenchError } from '../base/errors.ts'

const MOST_CALLS = 64
const MOST_STREAMS = 64

function refuse(what: string, most: number): QuantbenchError {
  return new QuantbenchError(
    'TOO_MANY_CALLS',
    `Expected at most ${most} ${what} open at once on a connection`,
    {
      wayOut: 'Wait for the answers of some.',
    },
  )
}

/** What one client may have open at a time: one that asks without end costs its own answers, not the engine. */
export class Connection {
  private calls = 0
  private streams = 0

  /** Does a call. Throws TOO_MANY_CALLS. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    if (this.calls >= MOST_CALLS) throw refuse('calls', MOST_CALLS)
    this.calls++
    try {
      return await work()
    } finally {
      this.calls--
    }
  }

  /** Passes events on for as long as somebody listens. Throws TOO_MANY_CALLS. */
  async *stream<Event>(events: AsyncIterable<Event>): AsyncGenerator<Event> {
    if (this.streams >= MOST_STREAMS) throw refuse('streams', MOST_STREAMS)
    this.streams++
    try {
      yield* events
    } finally {
      this.streams--
    }
  }
}
