import { totalmem } from 'node:os'
import { throwIfCancelled } from '../../base/cancel.ts'
import type { StageContext } from '../../base/progress.ts'
import { RequestThread } from '../../base/request-thread.ts'
import type { Tensor } from '../../base/tensor.ts'
import { workerEntry } from '../../base/worker-entry.ts'
import { imageBatches, type ImageProblem } from '../../data/batches.ts'
import type { Dataset } from '../../data/dataset.ts'
import { DecodePool } from '../../data/decode-pool.ts'
import type { Placement } from '../../data/letterbox.ts'
import type { Preprocess } from '../../data/preprocess.ts'
import { encodeModel } from '../../onnx/encode.ts'
import { imageInput } from '../../onnx/image-input.ts'
import type { Model } from '../../onnx/model.ts'
import type { SessionOptions } from '../../session/session.ts'
import { shareCores } from '../../session/share-cores.ts'
import { remainder, segment, type CutTensor, type GraphCuts } from './graph-cuts.ts'
import type { NamedOutputs, ShardReply, ShardRequest, ShardSetup } from './shard-messages.ts'

export interface ProbesOptions extends Pick<SessionOptions, 'device' | 'threads'> {
  /** Images a run; 1 unless set. */
  readonly batch?: number
  readonly onBadImage?: 'skip' | 'stop'
  /** Threads that share the images, each of which opens every model; as many as pay unless set. */
  readonly sideBySide?: number
  /** Memory for images and for what is computed of them, in bytes; a quarter of the machine's, 4 GiB at most, unless set. */
  readonly memory?: number
}

/** Images that a model sees in one run. */
export interface ProbeItem {
  /** Positions in the dataset. */
  readonly images: readonly number[]
  readonly placements: readonly Placement[]
}

/** What a model gave for one item. */
export interface Probed extends ProbeItem {
  readonly item: number
  readonly outputs: NamedOutputs
}

/** More threads than these gain little and each holds the activations of a run. */
export const MOST_THREADS = 4
const MOST_MEMORY = 4 * 2 ** 30

/**
 * The images of a dataset, held ready by threads that run model after model on them side by side. While memory lasts,
 * images are decoded once, and what changed models have in common with a base model up to a place in the graph is
 * computed once as well. With more images than memory holds, every model sees them decoded anew.
 */
export class Probes {
  readonly items: ProbeItem[] = []
  /** Images left out. */
  readonly problems: ImageProblem[] = []
  private readonly dataset: Dataset
  private readonly preprocess: Preprocess
  private readonly options: ProbesOptions
  private readonly decoding = new DecodePool()
  private readonly threads: RequestThread<ShardRequest, ShardReply>[]
  /** Milliseconds inside the runtime, of all threads together. */
  inferMs = 0
  private isHolding = false
  private imageBytes = 0
  private input = ''
  private cut: { readonly position: number; readonly tensors: readonly CutTensor[] } | null = null
  private tooLarge = new Set<number>()

  private constructor(dataset: Dataset, preprocess: Preprocess, options: ProbesOptions) {
    this.dataset = dataset
    this.preprocess = preprocess
    this.options = options
    const { sideBySide = MOST_THREADS } = options
    const { count, each } = shareCores(options, Math.min(sideBySide, dataset.images.length))
    const setup: ShardSetup = { session: { device: options.device, threads: each, quantization: 'simulate' } }
    const trouble = { code: 'INFERENCE_FAILED', what: 'Running a model' } as const
    this.threads = Array.from(
      { length: count },
      () => new RequestThread(workerEntry('probe-worker', import.meta.url), setup, trouble),
    )
  }

  /** Decodes the images. Throws IMAGE_UNREADABLE (with `onBadImage: 'stop'`), CANCELLED. */
  static async open(
    model: Model,
    dataset: Dataset,
    preprocess: Preprocess,
    options: ProbesOptions = {},
    context: StageContext = {},
  ): Promise<Probes> {
    const probes = new Probes(dataset, preprocess, options)
    try {
      await probes.load(imageInput(model).name, context)
      return probes
    } catch (error) {
      await probes.close()
      throw error
    }
  }

  /** Shape of the input in a run of a whole batch. */
  get dims(): number[] {
    const { width, height, layout } = this.preprocess
    const { batch = 1 } = this.options
    return layout === 'nchw' ? [batch, 3, height, width] : [batch, height, width, 3]
  }

  /** Images that are looked at, those left out not counted. */
  get images(): number {
    return this.items.reduce((sum, { images }) => sum + images.length, 0)
  }

  /**
   * Runs a model on all items, or the first so many.
   *
   * @param cut where the model begins to differ from a base; with it only the rest of the model runs on what the base
   *   has computed up to there. Places must not go back from one call to the next, else all of the model runs.
   * @returns what it gave, in the order of the items
   */
  async *run(
    model: Model,
    { first = Infinity, cut, signal }: { first?: number; cut?: BaseCut; signal?: AbortSignal } = {},
  ): AsyncGenerator<Probed> {
    const held = cut === undefined ? [] : await this.advance(cut, signal)
    await this.openModel(encodeModel(held.length === 0 ? model : remainder(model, held)))
    if (this.isHolding) yield* this.runHeld(Math.min(first, this.items.length), signal)
    else yield* this.runDecoded(first, signal)
  }

  /**
   * Runs a model, given as the bytes of its file, on every item together with tensors that are made for it. All images
   * have to be held. @returns what it gave, in the order of the items
   */
  async *runWith(
    bytes: Uint8Array,
    given: (item: number) => NamedOutputs,
    signal?: AbortSignal,
  ): AsyncGenerator<Probed> {
    await this.openModel(bytes, false)
    const requests = (function* (count: number) {
      for (let item = 0; item < count; item++)
        yield { item, request: { kind: 'run', item, given: given(item) } as const }
    })(this.items.length)
    for await (const { item, reply } of this.inOrder(requests, signal)) yield this.probed(item, reply)
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()))
    await this.decoding.close()
  }

  private get memory(): number {
    return this.options.memory ?? Math.min(totalmem() / 4, MOST_MEMORY)
  }

  private async load(input: string, context: StageContext): Promise<void> {
    const { images } = this.dataset
    const { width, height } = this.preprocess
    this.input = input
    this.imageBytes = 3 * width * height * Float32Array.BYTES_PER_ELEMENT
    this.isHolding = this.imageBytes * images.length <= this.memory
    let done = 0
    for await (const { batch, tensor } of this.decode(images.length, context.signal)) {
      const item = this.items.push(batch) - 1
      if (this.isHolding)
        await this.threadOf(item).ask({ kind: 'hold', item, tensors: { [input]: tensor } }, [
          tensor.data.buffer,
        ])
      done += batch.images.length
      context.onProgress?.({ phase: 'decode', done, total: images.length, unit: 'images' })
    }
  }

  /** Copies of decoded batches, in order. */
  private async *decode(
    count: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<{ batch: ProbeItem; tensor: Tensor & { readonly data: Float32Array<ArrayBuffer> } }> {
    const { batch, onBadImage } = this.options
    const problems: ImageProblem[] = []
    const settings = { pool: this.decoding, batch, onBadImage, problems, signal }
    for await (const { images, placements, data, dims, release } of imageBatches(
      this.dataset.images.slice(0, count),
      this.preprocess,
      settings,
    )) {
      const tensor = { data: data.slice(), dims }
      release()
      yield { batch: { images, placements }, tensor }
    }
    if (this.problems.length === 0) this.problems.push(...problems)
  }

  private threadOf(item: number): RequestThread<ShardRequest, ShardReply> {
    return this.threads[item % this.threads.length]
  }

  private async openModel(bytes: Uint8Array, planMemory?: boolean): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.ask({ kind: 'open', bytes, planMemory })))
  }

  private async *runHeld(count: number, signal: AbortSignal | undefined): AsyncGenerator<Probed> {
    const requests = (function* () {
      for (let item = 0; item < count; item++) yield { item, request: { kind: 'run', item } as const }
    })()
    for await (const { item, reply } of this.inOrder(requests, signal)) yield this.probed(item, reply)
  }

  private async *runDecoded(first: number, signal: AbortSignal | undefined): AsyncGenerator<Probed> {
    const { batch = 1 } = this.options
    const decoded = this.decode(Math.min(first * batch, this.dataset.images.length), signal)
    const input = this.input
    const requests = (async function* () {
      let item = 0
      for await (const { tensor } of decoded)
        yield { item: item++, request: { kind: 'feed', tensors: { [input]: tensor } } as const }
    })()
    for await (const { item, reply } of this.inOrder(requests, signal)) yield this.probed(item, reply)
  }

  private probed(item: number, { outputs, milliseconds }: ShardReply): Probed {
    this.inferMs += milliseconds
    return { ...this.items[item], item, outputs }
  }

  /** Asks the threads in turn, some requests ahead of the answer that is waited for. */
  private async *inOrder(
    requests: Iterable<ItemRequest> | AsyncIterable<ItemRequest>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<{ item: number; reply: ShardReply }> {
    const open: { item: number; reply: Promise<ShardReply> }[] = []
    for await (const { item, request } of requests) {
      throwIfCancelled(signal)
      const reply = this.threadOf(item).ask(request)
      reply.catch(() => undefined)
      open.push({ item, reply })
      const oldest = open.length > 2 * this.threads.length ? open.shift() : undefined
      if (oldest !== undefined) yield { item: oldest.item, reply: await oldest.reply }
    }
    for (const { item, reply } of open) {
      throwIfCancelled(signal)
      yield { item, reply: await reply }
    }
  }

  /** Brings what is held as near to a place of the base model as memory allows. @returns what is held then. */
  private async advance(cut: BaseCut, signal: AbortSignal | undefined): Promise<readonly CutTensor[]> {
    const { position } = cut
    const held = this.cut
    if (!this.isHolding || (held !== null && held.position > position)) return []
    const here = held?.tensors ?? []
    if (position === (held?.position ?? 0) || this.tooLarge.has(position)) return here
    const names = new Set(here.map(({ name }) => name))
    const tensors = cut.cuts
      .at(position)
      ?.filter(({ name }) => name !== this.input && cut.base.graph.find(name) !== undefined)
    const wanted = tensors?.filter(({ name }) => !names.has(name)) ?? []
    if (tensors === undefined || wanted.length === 0) return here
    await this.openModel(encodeModel(segment(cut.base, here, wanted)))
    const kept = tensors.filter(({ name }) => names.has(name)).map(({ name }) => name)
    if (!(await this.fits(kept))) {
      this.tooLarge.add(position)
      return here
    }
    const retain = [this.input, ...kept]
    const requests = this.items.map((_, item) => ({
      item,
      request: { kind: 'advance', item, retain } as const,
    }))
    for await (const { reply } of this.inOrder(requests, signal)) this.inferMs += reply.milliseconds
    this.cut = { position, tensors }
    return tensors
  }

  /** Whether memory is enough for what the open model gives, beside the images and what is kept. */
  private async fits(kept: readonly string[]): Promise<boolean> {
    const { outputs, bytes } = await this.threadOf(0).ask({ kind: 'run', item: 0 })
    const made = Object.values(outputs).reduce((sum, { data }) => sum + data.byteLength, 0)
    // What goes before something else has come counts too, so that the sum is never too low.
    return (made + (kept.length > 0 ? bytes : this.imageBytes)) * this.items.length <= this.memory
  }
}

/** A place in the graph up to which a model is the same as a base. */
export interface BaseCut {
  readonly base: Model
  readonly cuts: GraphCuts
  readonly position: number
}

interface ItemRequest {
  readonly item: number
  readonly request: ShardRequest
}
