import { text } from 'node:stream/consumers'
import { jobControlSchema, jobRequestSchema, type JobMessage, type JobRequest } from './job-message.ts'

/** How a job's process hears what to do and tells how it goes. */
export interface JobChannel {
  /** The request; null where whoever started the process is gone. Throws what a malformed request throws. */
  readonly request: Promise<JobRequest | null>
  emit(message: JobMessage): void
  /** Resolves when what was told has left this process. */
  flushed(): Promise<void>
  /** Whether somebody hears it who deals with its end. */
  isHeard(): boolean
}

const FLUSH_MS = 2000

/** Node's JSON channel to the process that started this one. Nobody there any more: the job goes on in silence. */
function parentChannel(): JobChannel {
  let waiting = 0
  let onEmpty = (): void => undefined
  const sent = () => {
    if (--waiting === 0) onEmpty()
  }
  const request = new Promise<JobRequest | null>((resolve, reject) => {
    process.once('disconnect', () => resolve(null))
    process.once('message', (message) => {
      // From here on the work keeps the process alive, not the channel.
      process.channel?.unref()
      const parsed = jobRequestSchema.safeParse(message)
      if (parsed.success) resolve(parsed.data)
      else reject(parsed.error)
    })
  })
  process.on('message', (message) => {
    // Where there are no signals, a message asks the work to stop.
    if (jobControlSchema.safeParse(message).success) process.emit('SIGTERM', 'SIGTERM')
  })
  return {
    request,
    emit: (message) => {
      if (!process.connected) return
      waiting++
      process.send?.(message, undefined, undefined, sent)
    },
    isHeard: () => process.connected,
    flushed: () =>
      new Promise((resolve) => {
        if (waiting === 0) resolve()
        onEmpty = resolve
        // One that never reads must not keep the process.
        setTimeout(resolve, FLUSH_MS).unref()
      }),
  }
}

/** Without a parent that speaks: a request on stdin, one JSON message a line on stdout. */
function streamChannel(): JobChannel {
  return {
    request: text(process.stdin).then((content) => jobRequestSchema.parse(JSON.parse(content))),
    emit: (message) => process.stdout.write(`${JSON.stringify(message)}\n`),
    isHeard: () => true,
    flushed: () => new Promise((resolve) => process.stdout.write('', () => resolve())),
  }
}

export function openChannel(): JobChannel {
  return process.send === undefined ? streamChannel() : parentChannel()
}
