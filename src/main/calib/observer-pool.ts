import { RequestThread } from '../base/request-thread.ts'
import type { Tensor } from '../base/tensor.ts'
import { workerEntry } from '../base/worker-entry.ts'
import type { SessionOptions } from '../session/session.ts'
import { shareCores } from '../session/share-cores.ts'
import { Histogram } from './histogram.ts'
import { mergeHistograms } from './histogram-merge.ts'
import type { HistogramStates, ObserverReply, ObserverRequest, ObserverSetup } from './observer-messages.ts'

/** More threads than these gain little and each holds the activations of a batch. */
const MOST_THREADS = 4

/** How many threads hold a batch's activations at the same time. */
export const observerThreads = (options: SessionOptions) => shareCores(options, MOST_THREADS)

/** Batches that wait in a thread beside the one it works on. */
const QUEUE = 1

/**
 * What the threads of a pool have counted, each for itself: which of two bins takes a value on the edge between them
 * depends on what a thread has seen before, so that only the same threads come to the same counts.
 */
export interface Counted {
  /** Batches handed over, which decides whose turn it is. */
  readonly turn: number
  readonly threads: readonly HistogramStates[]
}

/** The histograms of all threads together; they have the same bins, so nothing is lost in adding them. */
export function mergeCounted({ threads }: Counted): Map<string, Histogram> {
  const byTensor = Map.groupBy(
    threads.flatMap((states) => [...states]),
    ([tensor]) => tensor,
  )
  return new Map(
    Array.from(byTensor, ([tensor, own]) => [
      tensor,
      mergeHistograms(own.map(([, state]) => new Histogram(state))),
    ]),
  )
}

/** One thread with the batches that it has not answered yet. */
class ObserverThread {
  private readonly thread: RequestThread<ObserverRequest, ObserverReply>
  private readonly batches: Promise<number>[] = []

  constructor(setup: ObserverSetup) {
    const trouble = { code: 'CALIBRATION', what: 'Observing activations' } as const
    this.thread = new RequestThread(workerEntry('observer-worker', import.meta.url), setup, trouble)
  }

  ask(request: ObserverRequest, transfer: readonly ArrayBuffer[] = []): Promise<ObserverReply> {
    return this.thread.ask(request, transfer)
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

  close(): Promise<void> {
    return this.thread.close()
  }

  private async oldest(): Promise<number> {
    return (await this.batches.shift()) ?? 0
  }
}

/**
 * Threads that each run the model on whole batches and count its activations. On a CPU, several runs side by side do
 * more than one run spread over all cores, whose threads wait for each other at every operator.
 */
export class ObserverPool {
  /** Milliseconds inside the runtime, of all threads together. */
  forwardMs = 0
  /** Whether bins are fixed, so that `counted` says all there is. */
  isCounting = false
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
    this.isCounting = true
  }

  count(input: Tensor): Promise<void> {
    return this.handOver(input, (batch) => ({ kind: 'count', input: batch }))
  }

  /**
   * What the threads have counted when they are through with all that was handed over so far; what is handed over
   * later does not wait for it.
   */
  async counted(): Promise<Counted> {
    const { turn } = this
    const replies = await this.askAll({ kind: 'states' })
    return { turn, threads: replies.flatMap((reply) => (reply.kind === 'states' ? [reply.states] : [])) }
  }

  /** Goes on, in place of `reach` and `start`, where a pool with as many threads was. */
  async restore({ turn, threads }: Counted): Promise<void> {
    this.turn = turn
    await Promise.all(this.threads.map((thread, at) => thread.ask({ kind: 'restore', states: threads[at] })))
    this.isCounting = true
  }

  /** Works off what was handed over. */
  async settle(): Promise<void> {
    for (const thread of this.threads) this.forwardMs += await thread.settle()
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()))
  }

  private async handOver(input: Tensor, request: (input: Tensor) => ObserverRequest): Promise<void> {
    const thread = this.threads[this.turn++ % this.threads.length]
    this.forwardMs += await thread.handOver(input, request)
  }

  private askAll(request: ObserverRequest): Promise<ObserverReply[]> {
    return Promise.all(this.threads.map((thread) => thread.ask(request)))
  }
}
