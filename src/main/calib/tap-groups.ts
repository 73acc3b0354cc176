import { sizeOf, type Tensor } from '../base/tensor.ts'
import type { Model } from '../onnx/model.ts'
import { openSession, type Session, type SessionOptions } from '../session/session.ts'
import { measureShapes, tapModel } from '../session/taps.ts'
import type { HistogramPool } from './histogram-pool.ts'

/** Bytes of tapped activations held at once; two batches of them lie in memory. */
const DEFAULT_MEMORY_LIMIT = 1.5e9
const SLOTS = 2

export interface TapOptions extends SessionOptions {
  memoryLimit?: number
}

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

/** A session that gives some inner tensors, with two sets of shared buffers that are filled in turn. */
export class TapGroup {
  private readonly session: Session
  private readonly pool: HistogramPool
  private readonly tensors: readonly string[]
  private readonly firstSlot: number
  private readonly slots: Record<string, Tensor>[]
  private readonly counted: Promise<void>[] = Array.from({ length: SLOTS }, () => Promise.resolve())
  private readonly batch: number
  private turn = 0

  private constructor(fields: {
    session: Session
    pool: HistogramPool
    tensors: readonly string[]
    firstSlot: number
    slots: Record<string, Tensor>[]
    batch: number
  }) {
    this.session = fields.session
    this.pool = fields.pool
    this.tensors = fields.tensors
    this.firstSlot = fields.firstSlot
    this.slots = fields.slots
    this.batch = fields.batch
  }

  /** Opens a session over the tensors and declares its buffers to the counting threads. */
  static async open(
    model: Model,
    tensors: readonly string[],
    shapes: ReadonlyMap<string, readonly number[]>,
    where: { pool: HistogramPool; firstSlot: number; batch: number; options: SessionOptions },
  ): Promise<TapGroup> {
    const { pool, firstSlot, batch, options } = where
    const session = await openSession(tapModel(model, tensors), options)
    const slots = Array.from({ length: SLOTS }, () =>
      Object.fromEntries(
        tensors.map((tensor): [string, Tensor] => {
          const dims = shapes.get(tensor) ?? []
          return [tensor, { data: new Float32Array(new SharedArrayBuffer(4 * sizeOf(dims))), dims }]
        }),
      ),
    )
    for (const [index, slot] of slots.entries()) {
      await pool.defineSlot(firstSlot + index, buffersOf(slot))
    }
    return new TapGroup({ session, pool, tensors, firstSlot, slots, batch })
  }

  /** Runs one batch; its counting goes on in the background while the next batch runs. */
  async run(feeds: Readonly<Record<string, Tensor>>, batch: number): Promise<void> {
    if (batch !== this.batch) {
      // A smaller last batch does not fit the buffers.
      await this.pool.count(buffersOf(await this.session.run(feeds, this.tensors)))
      return
    }
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

function buffersOf(tensors: Readonly<Record<string, Tensor>>) {
  return Object.entries(tensors).map(([tensor, { data }]) => ({ tensor, data }))
}

/** Groups over all the tensors, each within `memoryLimit`, for batches shaped like the given one. */
export async function openTapGroups(
  model: Model,
  tensors: readonly string[],
  feeds: Readonly<Record<string, Tensor>>,
  pool: HistogramPool,
  options: TapOptions,
): Promise<TapGroup[]> {
  if (tensors.length === 0) return []
  const shapes = await measureShapes(model, tensors, feeds, options)
  const [batch] = Object.values(feeds)[0].dims
  const bytesOf = (tensor: string) => 4 * SLOTS * sizeOf(shapes.get(tensor) ?? [])
  const groups: TapGroup[] = []
  for (const part of splitBySize(tensors, bytesOf, options.memoryLimit ?? DEFAULT_MEMORY_LIMIT)) {
    groups.push(
      await TapGroup.open(model, part, shapes, { pool, firstSlot: groups.length * SLOTS, batch, options }),
    )
  }
  return groups
}
