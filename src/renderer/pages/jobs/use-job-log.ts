import { onScopeDispose, shallowRef } from 'vue'
import type { LogLine } from '../../../shared/contract/job.ts'
import { client } from '../../engine/client.ts'
import { useStream } from '../../engine/stream.ts'

/** New lines are read so often at most, however fast they come. */
const EVERY_MS = 250
/** Of a longer log only the end is kept in the page. */
const KEPT = 50_000

/** The lines of a job's latest attempt, growing while it runs. Events only say that there is more to read. */
export function useJobLog(id: () => string) {
  const lines = shallowRef<LogLine[]>([])
  let next = 0
  let reading = false
  let again = false
  let timer: ReturnType<typeof setTimeout> | undefined

  async function readOn(): Promise<void> {
    const { lines: more, next: after, total } = await client.jobs.log({ id: id(), from: next })
    // A new attempt begins a new log.
    if (total < next) lines.value = []
    lines.value = [...lines.value, ...more].slice(-KEPT)
    next = total < next ? 0 : after
    again ||= more.length > 0 && after < total
  }

  async function read(): Promise<void> {
    timer = undefined
    if (reading) {
      again = true
      return
    }
    reading = true
    try {
      do {
        again = false
        await readOn()
      } while (again)
    } catch {
      // The next event asks again, and the banner tells of a lost connection.
    }
    reading = false
  }

  function readSoon(): void {
    timer ??= setTimeout(() => void read(), EVERY_MS)
  }

  useStream((signal) => client.jobs.events({ id: id() }, { signal }), {
    onEvent: ({ type }) => {
      if (type !== 'progress') readSoon()
    },
    onOpen: () => void read(),
  })
  onScopeDispose(() => clearTimeout(timer))
  return { lines }
}
