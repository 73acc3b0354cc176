import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { QuantbenchError } from '../base/errors.ts'
import { sizeOf, type Tensor } from '../base/tensor.ts'
import { workerEntry } from '../base/worker-entry.ts'
import type { SessionOptions } from '../session/session.ts'
import type { GradientReply, GradientRequest, GradientSetup } from './gradient-messages.ts'

export type Feeds = Readonly<Record<string, Tensor>>

/** Each thread holds the activations of one run. */
const MOST_THREADS = 8

export interface GradientPoolSetup {
  /** Encoded model whose outputs are all float32. */
  readonly model: Uint8Array
  /** Shapes of the outputs by name. */
  readonly outputs: ReadonlyMap<string, readonly number[]>
  /** What every run is fed with besides its own feeds: the parameters. From `shareTensors`. */
  readonly shared: ReadonlyMap<string, Tensor>
  readonly session?: SessionOptions
  /** Runs a step has at most, beyond which threads would idle. */
  readonly runs: number
}

/** Copies of tensors in memory that threads share. */
export function shareTensors(tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  return new Map(
    Array.from(tensors, ([name, { data, dims }]) => {
      const copy = sharedTensor(dims)
      copy.data.set(data)
      return [name, copy]
    }),
  )
}

function sharedTensor(dims: readonly number[]): Tensor {
  return { data: new Float32Array(new SharedArrayBuffer(4 * sizeOf(dims))), dims }
}

/** How many threads train, and with how many threads each runs the model. */
function threadsFor(runs: number, { device = 'auto', threads = 0 }: SessionOptions) {
  // A GPU works for one session at a time.
  if (device !== 'auto' && device !== 'cpu') return { count: 1, each: threads }
  const cores = threads > 0 ? threads : availableParallelism()
  const count = Math.max(1, Math.min(MOST_THREADS, cores, runs))
  return { count, each: Math.max(1, Math.floor(cores / count)) }
}

/** One thread with its sums and its unanswered requests. */
class GradientThread {
  readonly sums: ReadonlyMap<string, Tensor>
  private readonly worker: Worker
  private readonly pending: { resolve: (reply: GradientReply) => void; reject: (error: Error) => void }[] = []
  private ended: QuantbenchError | null = null

  constructor({ model, shared, outputs }: GradientPoolSetup, session: SessionOptions) {
    this.sums = new Map(Array.from(outputs, ([name, dims]) => [name, sharedTensor(dims)]))
    const setup: GradientSetup = { model, shared, sums: this.sums, session }
    this.worker = new Worker(workerEntry('gradient-worker', import.meta.url), { workerData: setup })
    this.worker.on('message', (reply: GradientReply) => this.pending.shift()?.resolve(reply))
    this.worker.on('error', (cause) => this.fail(cause.message, cause))
    this.worker.on('exit', (status) => this.fail(`its thread ended with status ${status}`))
  }

  /** Resolves with the milliseconds inside the runtime. */
  async run(feeds: readonly Feeds[]): Promise<number> {
    if (this.ended !== null) throw this.ended
    const reply = new Promise<GradientReply>((resolve, reject) => this.pending.push({ resolve, reject }))
    this.worker.postMessage({ feeds } satisfies GradientRequest)
    const answered = await reply
    if (answered.kind === 'done') return answered.forwardMs
    throw new QuantbenchError(answered.code, answered.message, { wayOut: answered.wayOut })
  }

  close(): Promise<number> {
    return this.worker.terminate()
  }

  private fail(why: string, cause?: unknown): void {
    this.ended ??= new QuantbenchError('TRAINING', `Training failed: ${why}`, { cause })
    for (const { reject } of this.pending.splice(0)) reject(this.ended)
  }
}

/**
 * Threads that run a training graph on the parts of a batch and average its outputs. On a CPU several runs side by side
 * do more than one run spread over all cores, and parts of one image keep activations in the caches. Which part runs
 * where and in which order sums are made is fixed, so that the same number of threads gives the same bits.
 */
export class GradientPool {
  /** Milliseconds inside the runtime, of all threads together. */
  forwardMs = 0
  private readonly threads: readonly GradientThread[]
  private readonly means: ReadonlyMap<string, Float32Array>

  constructor(setup: GradientPoolSetup) {
    const { session = {}, runs, outputs } = setup
    const { count, each } = threadsFor(runs, session)
    // A planned block would come on top of what the first run took.
    const options = { ...session, threads: each, planMemory: false }
    this.threads = Array.from({ length: count }, () => new GradientThread(setup, options))
    this.means = new Map(Array.from(outputs, ([name, dims]) => [name, new Float32Array(sizeOf(dims))]))
  }

  /**
   * The mean of every output over runs with these feeds, by name; the arrays are used again by the next call.
   * Throws MODEL_REJECTED, INFERENCE_FAILED, TRAINING.
   */
  async mean(feeds: readonly Feeds[]): Promise<ReadonlyMap<string, Float32Array>> {
    const { threads } = this
    const parts = threads.map((_, index) => feeds.filter((_, run) => run % threads.length === index))
    const used = threads.filter((_, index) => parts[index].length > 0)
    const spent = await Promise.all(used.map((thread, index) => thread.run(parts[index])))
    this.forwardMs += spent.reduce((sum, milliseconds) => sum + milliseconds, 0)
    for (const [name, mean] of this.means) {
      average(
        used.flatMap(({ sums }) => sums.get(name)?.data ?? []),
        feeds.length,
        mean,
      )
    }
    return this.means
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()))
  }
}

function average(sums: readonly Float32Array[], count: number, into: Float32Array): void {
  const [first, ...others] = sums
  const factor = 1 / count
  for (let index = 0; index < into.length; index++) {
    let total = first[index]
    for (const sum of others) total += sum[index]
    into[index] = total * factor
  }
}
