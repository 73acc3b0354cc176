import { onScopeDispose } from 'vue'
import { backoffMs } from './backoff.ts'

/** Opens an event stream of the engine: `(signal) => client.jobs.events({}, { signal })`. */
export type OpenStream<Event> = (signal: AbortSignal) => Promise<AsyncIterable<Event>>

export interface StreamListener<Event> {
  onEvent: (event: Event) => void
  /** Called when the stream is there: at first, and again whenever it was opened anew and events may be missing. */
  onOpen?: (again: boolean) => void
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Follows a stream until the returned function is called; opens it again whenever it ends. */
export function followStream<Event>(open: OpenStream<Event>, listener: StreamListener<Event>): () => void {
  const stop = new AbortController()
  const { signal } = stop
  const follow = async () => {
    let opened = 0
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const events = await open(signal)
        listener.onOpen?.(opened++ > 0)
        for await (const event of events) {
          failures = 0
          if (signal.aborted) return
          listener.onEvent(event)
        }
      } catch {
        // Lost connection or refused: the banner tells of the first, and asking again later is right for both.
      }
      if (!signal.aborted) await pause(backoffMs(failures))
    }
  }
  void follow()
  return () => stop.abort()
}

/** Follows a stream as long as the component is there. */
export function useStream<Event>(open: OpenStream<Event>, listener: StreamListener<Event>): void {
  onScopeDispose(followStream(open, listener))
}
