import { parentPort, Worker, type Transferable } from 'node:worker_threads'
import { failureOf, QuantbenchError, type ErrorCode, type Failure } from './errors.ts'

/** An answer of a thread, or why there is none. */
type Envelope<Reply> = { readonly reply: Reply } | { readonly failure: Failure }

interface Pending<Reply> {
  resolve(reply: Reply): void
  reject(error: Error): void
}

/**
 * A worker thread that answers requests one after the other; its entry file calls `answerRequests`. What a request
 * throws there is thrown here, with its code. A thread that ends rejects what is open and everything asked later.
 */
export class RequestThread<Request, Reply> {
  private readonly worker: Worker
  private readonly pending: Pending<Reply>[] = []
  private ended: QuantbenchError | null = null

  /** `code` and `what` are those of the error that a thread's unforeseen end becomes. */
  constructor(entry: URL, workerData: unknown, { code, what }: { code: ErrorCode; what: string }) {
    const fail = (why: string, cause?: unknown) =>
      this.fail(new QuantbenchError(code, `${what} failed: ${why}`, { cause }))
    this.worker = new Worker(entry, { workerData })
    this.worker.on('message', (envelope: Envelope<Reply>) => this.take(envelope))
    this.worker.on('error', (cause) => fail(cause.message, cause))
    this.worker.on('exit', (status) => fail(`its thread ended with status ${status}`))
  }

  /** Memory in `transfer` is moved there instead of copied. */
  async ask(request: Request, transfer: readonly Transferable[] = []): Promise<Reply> {
    if (this.ended !== null) throw this.ended
    const reply = new Promise<Reply>((resolve, reject) => this.pending.push({ resolve, reject }))
    this.worker.postMessage(request, transfer)
    return reply
  }

  async close(): Promise<void> {
    await this.worker.terminate()
  }

  private take(envelope: Envelope<Reply>): void {
    const open = this.pending.shift()
    if ('reply' in envelope) open?.resolve(envelope.reply)
    else {
      const { code, message, wayOut } = envelope.failure
      open?.reject(new QuantbenchError(code, message, { wayOut }))
    }
  }

  private fail(error: QuantbenchError): void {
    this.ended ??= error
    for (const { reject } of this.pending.splice(0)) reject(this.ended)
  }
}

/** In a thread of `RequestThread`: answers its requests in order. `code` is that of what is thrown without one. */
export function answerRequests<Request, Reply>(
  answer: (request: Request) => Promise<Reply>,
  code: ErrorCode,
): void {
  const envelope = async (request: Request): Promise<Envelope<Reply>> => {
    try {
      return { reply: await answer(request) }
    } catch (error) {
      return { failure: failureOf(error, code) }
    }
  }
  let last: Promise<unknown> = Promise.resolve()
  parentPort?.on('message', (request: Request) => {
    last = last.then(async () => parentPort?.postMessage(await envelope(request)))
  })
}
