import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { QuantbenchError } from '../base/errors.ts'
import type { Tensor } from '../base/tensor.ts'
import { workerEntry } from '../base/worker-entry.ts'
import type { SessionOptions } from '../session/session.ts'
import { Histogram } from './histogram.ts'
import { mergeHistograms } from './histogram-merge.ts'
import type { ObserverReply, ObserverRequest, ObserverSetup } from './observer-messages.ts'

/** More threads than these gain little and each holds the activations of a batch. */
const MOST_THREADS = 4

/** Batches that wait in a thread beside the one it works on. */
const QUEUE = 1

interface Pending {
  resolve: (reply: ObserverReply) => void
  reject: (error: Error) => void
}

/** One thread with its unanswered requests. */
class ObserverThread {
  private readonly worker: Worker
  private readonly pending: Pending[] = []
  private readonly batches: Promise<number>[] = []

  constructor(setup: ObserverSetup) {
    this.worker = new Worker(workerEntry('observer-worker', import.meta.url), { workerData: setup })
    this.worker.on('message', (reply: ObserverReply) => this.pending.shift()?.resolve(reply))
    this.worker.on('error', (cause) => this.fail(cause.message, cause))
    this.worker.on('exit', (status) => this.fail(`its thread ended with status ${status}`))
  }

  async ask(request: ObserverRequest, transfer: readonly ArrayBuffer[] = []): Promise<ObserverReply> {
    const reply = new Promise<ObserverReply>((resolve, reject) => this.pending.push({ resolve, reject }))
    this.worker.postMessage(request, transfer)
    const answered = await reply
    if (answered.kind !== 'failed') return answered
    throw new QuantbenchError(answered.code, answered.message, { wayOut: answered.wayOut })
  }

  /** Hands a batch over (a copy of it) as soon as there is room; resolves with runtime milliseconds of earlier ones. */
  async handOver(input: Tensor, request: (input: Tensor) => ObserverRequest): Promise<number> {
    const data = input.data.slice()
    const spent = this.batches.length > QUEUE ? await this.oldest() : 0
    const batch = this.ask(request({ data, dims: input.dims }), [data.buffer]).then((reply) =>
      reply.kind === 'done' ? reply.forwardMs : 0,
    )
    // Its failure surfaces where the batch is awaited; until then it must not count as unhandled.
    batch.catch(() => undefined)
    this.batches.push(batch)
    return spent
  }

  /** Resolves when every batch is worked off, with their runtime milliseconds. */
  async settle(): Promise<number> {
    let spent = 0
    while (this.batches.length > 0) spent += await this.oldest()
    return spent
  }

  close(): Promise<number> {
    return this.worker.terminate()
  }

  private async oldest(): Promise<number> {
    return (await this.batches.shift()) ?? 0
  }

  private fail(why: string, cause?: unknown): void {
    const error = new QuantbenchError('CALIBRATION', `Observing activations failed: ${why}`, { cause })
    for (const { reject } of this.pending.splice(0)) reject(error)
  }
}

/** How many threads observe, and with how many threads each runs the model. */
export function observerThreads({ device = 'auto', threads = 0 }: SessionOptions): {
  count: number
  each: number
} {
  // A GPU works for one session at a time.
  if (device !== 'auto' && device !== 'cpu') return { count: 1, each: threads }
  const cores = threads > 0 ? threads : availableParallelism()
  const count = Math.max(1, Math.min(MOST_THREADS, cores))
  return { count, each: Math.max(1, Math.floor(cores / count)) }
}

/**
 * Threads that each run the model on whole batches and count its activations. On a CPU, several runs side by side do
 * more than one run spread over all cores, whose threads wait for each other at every operator.
 */
export class ObserverPool {
  /** Milliseconds inside the runtime, of all threads together. */
  forwardMs = 0
  private readonly threads: ObserverThread[]
  private turn = 0

  constructor(setup: Omit<ObserverSetup, 'session'>, options: SessionOptions) {
    const { count, each } = observerThreads(options)
    const { device, quantization } = options
    const session = { device, quantization, threads: each }
    this.threads = Array.from({ length: count }, () => new ObserverThread({ ...setup, session }))
  }

  /** Finds the largest magnitudes of a batch; with `hold` it is counted by `start`. */
  reach(input: Tensor, hold: boolean): Promise<void> {
    return this.handOver(input, (batch) => ({ kind: 'reach', input: batch, hold }))
  }

  /** Fixes the bins of all threads by what `reach` found, and counts what it held. */
  async start(): Promise<void> {
    await this.settle()
    const replies = await this.askAll({ kind: 'ranges' })
    const ranges = new Map<string, number>()
    for (const reply of replies) {
      if (reply.kind !== 'ranges') continue
      for (const [tensor, max] of reply.ranges) ranges.set(tensor, Math.max(ranges.get(tensor) ?? 0, max))
    }
    await this.askAll({ kind: 'count-held', ranges })
  }

  count(input: Tensor): Promise<void> {
    return this.handOver(input, (batch) => ({ kind: 'count', input: batch }))
  }

  /** The histograms of all threads together; they have the same bins, so nothing is lost in adding them. */
  async finish(): Promise<Map<string, Histogram>> {
    await this.settle()
    const replies = await this.askAll({ kind: 'finish' })
    const states = replies.flatMap((reply) => (reply.kind === 'states' ? [...reply.states] : []))
    const byTensor = Map.groupBy(states, ([tensor]) => tensor)
    return new Map(
      Array.from(byTensor, ([tensor, own]) => [
        tensor,
        mergeHistograms(own.map(([, state]) => new Histogram(state))),
      ]),
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()))
  }

  private async handOver(input: Tensor, request: (input: Tensor) => ObserverRequest): Promise<void> {
    const thread = this.threads[this.turn++ % this.threads.length]
    this.forwardMs += await thread.handOver(input, request)
  }

  private async settle(): Promise<void> {
    for (const thread of this.threads) this.forwardMs += await thread.settle()
  }

  private askAll(request: ObserverRequest): Promise<ObserverReply[]> {
    return Promise.all(this.threads.map((thread) => thread.ask(request)))
  }
}
