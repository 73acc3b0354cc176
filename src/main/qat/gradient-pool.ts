import { RequestThread } from '../base/request-thread.ts'
import { sizeOf, type Tensor } from '../base/tensor.ts'
import { workerEntry } from '../base/worker-entry.ts'
import type { SessionOptions } from '../session/session.ts'
import { shareCores } from '../session/share-cores.ts'
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

/** One thread with its sums. */
class GradientThread {
  readonly sums: ReadonlyMap<string, Tensor>
  private readonly thread: RequestThread<GradientRequest, GradientReply>

  constructor({ model, shared, outputs }: GradientPoolSetup, session: SessionOptions) {
    this.sums = new Map(Array.from(outputs, ([name, dims]) => [name, sharedTensor(dims)]))
    const setup: GradientSetup = { model, shared, sums: this.sums, session }
    const trouble = { code: 'TRAINING', what: 'Training' } as const
    this.thread = new RequestThread(workerEntry('gradient-worker', import.meta.url), setup, trouble)
  }

  /** Resolves with the milliseconds inside the runtime. */
  async run(feeds: readonly Feeds[]): Promise<number> {
    return (await this.thread.ask({ feeds })).forwardMs
  }

  close(): Promise<void> {
    return this.thread.close()
  }
}

/**
XX Which part runs
 * where and in which order sums are made is fixed, so that the same number of threads gives the same bits.
 */
export class GradientPool {
  /** Milliseconds inside the runtime, of all threads together. */
  forwardMs = 0
  private readonly threads: readonly GradientThread[]
  private readonly means: ReadonlyMap<string, Float32Array>

  constructor(setup: GradientPoolSetup) {
    const { session = {}, runs, outputs } = setup
    const { count, each } = shareCores(session, Math.min(MOST_THREADS, runs))
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
