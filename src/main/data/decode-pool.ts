import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { messageOf, QuantbenchError } from '../base/errors.ts'
import { workerEntry } from '../base/worker-entry.ts'
import type { DecodeReply, DecodeRequest } from './decode-messages.ts'

interface Job {
  readonly request: DecodeRequest
  readonly bytes: number
  readonly resolve: (reply: DecodeReply) => void
  readonly reject: (error: Error) => void
}

/** A worker thread and its unanswered jobs, in the order in which it answers them. */
interface Thread {
  readonly worker: Worker
  readonly jobs: Job[]
}

export interface DecodePoolOptions {
  /** Number of threads; by default one less than the machine has cores, at least 1 and at most 4. */
  threads?: number
  /** Another worker file than the pool's own. */
  entry?: URL
}

function threadEnded(job: Job, cause: unknown): QuantbenchError {
  const { files } = job.request
  const where = files.length === 1 ? files[0] : `a batch of ${files.length} images from ${files[0]} on`
  return new QuantbenchError('INTERNAL', `Decoding ${where} ended its thread: ${messageOf(cause)}`, {
    wayOut: 'Start the command again; if it ends the same way, leave these images out.',
    cause,
  })
}

function poolClosed(): QuantbenchError {
  return new QuantbenchError('CANCELLED', 'Images were still to be decoded when decoding was shut down')
}

/**
 * Worker threads that decode and preprocess batches. Jobs are handed out at once, so that the threads keep working
 * while a model blocks the calling thread. Threads start when they are needed and do not keep the process alive
 * without work.
 */
export class DecodePool {
  private readonly size: number
  private readonly entry: URL
  private readonly threads: Thread[] = []
  private closed = false

  constructor(options: DecodePoolOptions = {}) {
    this.size = options.threads ?? Math.max(1, Math.min(4, availableParallelism() - 1))
    this.entry = options.entry ?? workerEntry('decode-worker', import.meta.url)
  }

  /**
   * Decodes and preprocesses a batch into its buffer, which is detached until the reply brings it back.
   * Images that cannot be read are told in the reply. Rejects with INTERNAL when the thread ended over the batch (the
   * pool goes on with a new one), with CANCELLED when the pool is closed.
   */
  fill(request: DecodeRequest): Promise<DecodeReply> {
    return new Promise((resolve, reject) => {
      this.assign({ request, bytes: request.buffer.byteLength, resolve, reject })
    })
  }

  /** Ends the threads; what is unfinished rejects with CANCELLED. */
  async close(): Promise<void> {
    this.closed = true
    await Promise.all(
      this.threads.map(({ worker }) => {
        // A thread without work does not keep the process alive; its end has to, or nobody waits for it.
        worker.ref()
        return worker.terminate()
      }),
    )
  }

  private assign(job: Job): void {
    if (this.closed) {
      job.reject(poolClosed())
      return
    }
    const { worker, jobs } = this.idlest()
    // A job taken over from a thread that ended has lost its buffer there.
    const buffer = job.request.buffer.detached ? new ArrayBuffer(job.bytes) : job.request.buffer
    jobs.push(job)
    worker.ref()
    worker.postMessage({ ...job.request, buffer } satisfies DecodeRequest, [buffer])
  }

  private idlest(): Thread {
    const least = this.threads.toSorted((a, b) => a.jobs.length - b.jobs.length).at(0)
    if (least !== undefined && (least.jobs.length === 0 || this.threads.length >= this.size)) return least
    return this.startThread()
  }

  private startThread(): Thread {
    const thread: Thread = { worker: new Worker(this.entry), jobs: [] }
    const { worker, jobs } = thread
    let cause: unknown
    worker.on('message', (reply: DecodeReply) => {
      jobs.shift()?.resolve(reply)
      // While the pool closes, an answer on its way must not let the process end before its thread has.
      if (jobs.length === 0 && !this.closed) worker.unref()
    })
    worker.on('error', (error) => (cause = error))
    worker.on('exit', (status) => this.replace(thread, cause ?? new Error(`exit status ${status}`)))
    this.threads.push(thread)
    return thread
  }

  /** The job under way is what ended the thread; the others go to another one. */
  private replace(thread: Thread, cause: unknown): void {
    this.threads.splice(this.threads.indexOf(thread), 1)
    const [guilty, ...innocent] = thread.jobs.splice(0)
    guilty?.reject(this.closed ? poolClosed() : threadEnded(guilty, cause))
    for (const job of innocent) this.assign(job)
  }
}
