import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { QuantbenchError } from '../base/errors.ts'
import { workerEntry } from '../base/worker-entry.ts'
import { Histogram } from './histogram.ts'
import type { HistogramReply, HistogramRequest, SlotBuffer } from './histogram-messages.ts'

interface Pending {
  resolve: (reply: HistogramReply) => void
  reject: (error: Error) => void
}

/** One worker thread with its unanswered requests; it answers in the order in which it was asked. */
class Counter {
  readonly thread = new Worker(workerEntry('histogram-worker', import.meta.url))
  load = 0
  private readonly pending: Pending[] = []

  constructor() {
    this.thread.on('message', (reply: HistogramReply) => this.pending.shift()?.resolve(reply))
    this.thread.on('error', (cause) => {
      const error = new QuantbenchError('CALIBRATION', `Counting activations failed: ${cause.message}`, {
        cause,
      })
      for (const { reject } of this.pending.splice(0)) reject(error)
    })
  }

  ask(request: HistogramRequest, transfer: readonly ArrayBuffer[] = []): Promise<HistogramReply> {
    const reply = new Promise<HistogramReply>((resolve, reject) => this.pending.push({ resolve, reject }))
    this.thread.postMessage(request, transfer)
    return reply
  }
}

/** Counts activations on worker threads. Each tensor stays with one worker, which holds its histogram. */
export class HistogramPool {
  private readonly counters: Counter[]
  private readonly homes = new Map<string, Counter>()

  constructor(size = Math.max(1, Math.min(4, availableParallelism() - 1))) {
    this.counters = Array.from({ length: size }, () => new Counter())
  }

  /** Declares buffers that will be filled and counted again and again under a number. They must be shared memory. */
  async defineSlot(slot: number, buffers: readonly SlotBuffer[]): Promise<void> {
    await this.distribute(buffers, (own) => ({ kind: 'slot', slot, buffers: own }))
  }

  /** Counts what the buffers of a slot hold now; they may be written again once this resolves. */
  async countSlot(slot: number): Promise<void> {
    await Promise.all(this.counters.map((counter) => counter.ask({ kind: 'count-slot', slot })))
  }

  /** Counts a batch of values once. Their buffers move to the worker: the caller cannot read them any more. */
  async count(buffers: readonly SlotBuffer[]): Promise<void> {
    await this.distribute(buffers, (own) => ({ kind: 'count', buffers: own }), buffersToMove)
  }

  /**
   * Lets new histograms reach up to the largest magnitudes of these values, without counting them yet; with `hold` the
   * worker keeps them for `countHeld`. Moves the buffers.
   */
  async reach(buffers: readonly SlotBuffer[], hold: boolean): Promise<void> {
    await this.distribute(buffers, (own) => ({ kind: 'reach', buffers: own, hold }), buffersToMove)
  }

  /** Counts, and lets go of, what `reach` was told to hold. */
  async countHeld(): Promise<void> {
    await Promise.all(this.counters.map((counter) => counter.ask({ kind: 'count-held' })))
  }

  /** The histograms so far. */
  async finish(): Promise<Map<string, Histogram>> {
    const replies = await Promise.all(this.counters.map((counter) => counter.ask({ kind: 'finish' })))
    return new Map(
      replies
        .flatMap((reply) => (reply.kind === 'states' ? reply.states : []))
        .map(([tensor, state]) => [tensor, new Histogram(state)]),
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.counters.map(({ thread }) => thread.terminate()))
  }

  private async distribute(
    buffers: readonly SlotBuffer[],
    request: (own: SlotBuffer[]) => HistogramRequest,
    moved: (own: readonly SlotBuffer[]) => ArrayBuffer[] = () => [],
  ): Promise<void> {
    const shares = Map.groupBy(buffers, ({ tensor, data }) => this.homeOf(tensor, data.length))
    await Promise.all([...shares].map(([counter, own]) => counter.ask(request(own), moved(own))))
  }

  /** The worker of a tensor: the one with the fewest values so far where it is new. */
  private homeOf(tensor: string, size: number): Counter {
    const known = this.homes.get(tensor)
    if (known !== undefined) return known
    const home = this.counters.reduce((least, counter) => (counter.load < least.load ? counter : least))
    home.load += size
    this.homes.set(tensor, home)
    return home
  }
}

function buffersToMove(buffers: readonly SlotBuffer[]): ArrayBuffer[] {
  return buffers.flatMap(({ data }) => (data.buffer instanceof ArrayBuffer ? [data.buffer] : []))
}
