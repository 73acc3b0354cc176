import { sizeOf, type Tensor } from '../base/tensor.ts'
import type { Model } from '../onnx/model.ts'
import { openSession, type Session, type SessionOptions } from '../session/session.ts'
import { tapModel } from '../session/taps.ts'
import type { HistogramPool } from './histogram-pool.ts'

/** Sets of output buffers: one is counted while the other is filled. */
export const SLOTS = 2

type Feeds = Readonly<Record<string, Tensor>>

/** Splits tensors, in order, so that what each part holds stays within the limit (one tensor at least). */
export function splitBySize(
  tensors: readonly string[],
  bytesOf: (tensor: string) => number,
  limit: number,
): string[][] {
  const parts: string[][] = []
  let room = 0
  for (const tensor of tensors) {
    const bytes = bytesOf(tensor)
    if (parts.length === 0 || bytes > room) {
      parts.push([])
      room = limit
    }
    parts[parts.length - 1].push(tensor)
    room -= bytes
  }
  return parts
}

/** A session that gives some inner tensors, with shared buffers that are filled in turn. */
export class TapGroup {
  private readonly session: Session
  private readonly pool: HistogramPool
  private readonly tensors: readonly string[]
  private readonly firstSlot: number
  private slots: Record<string, Tensor>[] = []
  private readonly counted: Promise<void>[] = Array.from({ length: SLOTS }, () => Promise.resolve())
  private batch = 0
  private turn = 0

  private constructor(session: Session, pool: HistogramPool, tensors: readonly string[], firstSlot: number) {
    this.session = session
    this.pool = pool
    this.tensors = tensors
    this.firstSlot = firstSlot
  }

  /** Opens a session over the tensors. `index` tells groups apart. Throws GRAPH_EDIT, MODEL_REJECTED, DEVICE_MISSING. */
  static async open(
    model: Model,
    tensors: readonly string[],
    pool: HistogramPool,
    index: number,
    options: SessionOptions,
  ): Promise<TapGroup> {
    const session = await openSession(tapModel(model, tensors), options)
    return new TapGroup(session, pool, tensors, index * SLOTS)
  }

  /** Runs a batch for its largest magnitudes; with `hold` its values wait to be counted. */
  async reach(feeds: Feeds, hold: boolean): Promise<void> {
    await this.pool.reach(buffersOf(await this.session.run(feeds, this.tensors)), hold)
  }

  /** Runs one batch; its counting goes on in the background while the next batch runs. */
  async run(feeds: Feeds, batch: number): Promise<void> {
    if (batch !== this.batch) await this.runFreshly(feeds, batch)
    else await this.runIntoSlot(feeds)
  }

  /** The first batch tells the shapes of the buffers; a smaller last batch does not fit them. */
  private async runFreshly(feeds: Feeds, batch: number): Promise<void> {
    const outputs = await this.session.run(feeds, this.tensors)
    if (this.batch === 0) {
      this.batch = batch
      this.slots = Array.from({ length: SLOTS }, () => sharedLike(outputs))
      for (const [index, slot] of this.slots.entries()) {
        await this.pool.defineSlot(this.firstSlot + index, buffersOf(slot))
      }
    }
    await this.pool.count(buffersOf(outputs))
  }

  private async runIntoSlot(feeds: Feeds): Promise<void> {
    const index = this.turn++ % SLOTS
    await this.counted[index]
    await this.session.runInto(feeds, this.slots[index])
    this.counted[index] = this.pool.countSlot(this.firstSlot + index)
    // Failures surface where the slot is awaited; until then they must not count as unhandled.
    this.counted[index].catch(() => undefined)
  }

  /** Resolves when everything that ran is counted. */
  async settle(): Promise<void> {
    await Promise.all(this.counted)
  }

  close(): Promise<void> {
    return this.session.close()
  }
}

function buffersOf(tensors: Feeds) {
  return Object.entries(tensors).map(([tensor, { data }]) => ({ tensor, data }))
}

/** Buffers of the same shapes that worker threads can read too. */
function sharedLike(tensors: Feeds): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { dims }]) => [
      name,
      { data: new Float32Array(new SharedArrayBuffer(4 * sizeOf(dims))), dims },
    ]),
  )
}
