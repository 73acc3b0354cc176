import { onScopeDispose, shallowRef } from 'vue'
import type { PlaceRange } from './image-pages.ts'

export interface PageReading {
  /** Number of the page to read next with these places in sight; null where all that is wanted is there. */
  next: (sight: PlaceRange) => number | null
  /** Reads a page and keeps it. */
  read: (page: number, sight: PlaceRange) => Promise<void>
}

/**
 * Reads the pages of a list as they are looked at, one call at a time: what was asked for meanwhile is looked up again
 * after each, so that the last answer is that of the last question. It begins with the first `go`.
 */
export function usePageReading({ next, read }: PageReading) {
  const error = shallowRef<unknown>(null)
  let sight: PlaceRange = { first: 0, last: 0 }
  let busy = false
  let ended = false

  async function go(): Promise<void> {
    if (busy) return
    busy = true
    try {
      for (let page = next(sight); page !== null && !ended; page = next(sight)) {
        await read(page, sight)
        error.value = null
      }
    } catch (failure) {
      error.value = failure
    }
    busy = false
  }
  onScopeDispose(() => (ended = true))

  return {
    error,
    go: () => void go(),
    /** Tells which places are in sight. */
    see(range: PlaceRange): void {
      sight = range
      void go()
    },
    /** Another list is looked at from its beginning. */
    toTop(): void {
      sight = { first: 0, last: sight.last - sight.first }
    },
    retry(): void {
      error.value = null
      void go()
    },
  }
}
