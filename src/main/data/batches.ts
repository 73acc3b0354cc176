import { throwIfCancelled } from '../base/cancel.ts'
import { QuantbenchError, type ErrorCode } from '../base/errors.ts'
import { BufferList } from './buffer-list.ts'
import type { DecodeReply } from './decode-messages.ts'
import type { DecodePool } from './decode-pool.ts'
import type { Placement } from './letterbox.ts'
import type { Preprocess } from './preprocess.ts'
import { fixedShapes, type PlannedBatch } from './rect-shapes.ts'
import { held, unlessAborted } from './unless-aborted.ts'

/** An image file and the id that its annotations know it by. */
export interface ImageFile {
  readonly file: string
  readonly id: number
}

/** An image that was left out. */
export interface ImageProblem extends ImageFile {
  readonly code: ErrorCode
  readonly message: string
}

/** Images ready for the model. */
export interface ImageBatch {
  /** Positions of the images in the list that was asked for. */
  readonly images: readonly number[]
  /** One an image. */
  readonly placements: readonly Placement[]
  /** Values of all images in the layout of the `Preprocess`; gone once the batch is released. */
  readonly data: Float32Array
  readonly dims: readonly number[]
  /** Time a decoding thread spent on the batch, in ms; it passes beside the caller's own work. */
  readonly decodeMs: number
  /** Gives the memory back for a later batch. */
  release(): void
}

export interface BatchOptions {
  readonly pool: DecodePool
  /** Images a batch; 1 by default. */
  readonly batch?: number
  /** Which images go together in what shape (`rectShapes`), in place of consecutive ones of one shape. */
  readonly plan?: readonly PlannedBatch[]
  /** Batches that are made ready beyond the one given out; 2 by default. Memory is for one more than these. */
  readonly prefetch?: number
  /** Whether an image that cannot be read is left out or ends the work; `stop` by default. */
  readonly onBadImage?: 'skip' | 'stop'
  /** Receives the images that were left out. */
  readonly problems?: ImageProblem[]
  readonly signal?: AbortSignal
}

const valuesAnImage = ({ target }: PlannedBatch): number => 3 * target.width * target.height

function largestBytes(plan: readonly PlannedBatch[]): number {
  return 4 * plan.reduce((most, planned) => Math.max(most, planned.images.length * valuesAnImage(planned)), 0)
}

/** Sorts a batch's images into those that are there and those that are not; throws for the first bad one on `stop`. */
function sortOutcomes(
  images: readonly ImageFile[],
  planned: PlannedBatch,
  { outcomes }: DecodeReply,
  { onBadImage = 'stop', problems }: BatchOptions,
): Pick<ImageBatch, 'images' | 'placements'> {
  const good: number[] = []
  const placements: Placement[] = []
  outcomes.forEach((outcome, at) => {
    const image = planned.images[at]
    if ('code' in outcome) {
      const { code, message, wayOut } = outcome
      if (onBadImage === 'stop') throw new QuantbenchError(code, message, { wayOut })
      problems?.push({ ...images[image], code, message })
    } else {
      good.push(image)
      placements.push(outcome)
    }
  })
  return { images: good, placements }
}

function dimsOf(count: number, { target: { width, height } }: PlannedBatch, spec: Preprocess): number[] {
  return spec.layout === 'nchw' ? [count, 3, height, width] : [count, height, width, 3]
}

/**
 * Decoded and preprocessed images in batches, in the order of the list or of the plan. Decoding runs ahead on the
 * pool while the caller works on a batch; memory stays flat when the caller releases what it has used. A batch whose
 * images are all unreadable is not given out.
 *
 * Throws CANCELLED when the signal is aborted, the image's own error on `stop`, and as `DecodePool.fill`.
 */
export async function* imageBatches(
  images: readonly ImageFile[],
  spec: Preprocess,
  options: BatchOptions,
): AsyncGenerator<ImageBatch, void, undefined> {
  const { pool, batch = 1, prefetch = 2, signal } = options
  const plan = options.plan ?? fixedShapes(images.length, batch, spec)
  const buffers = new BufferList(largestBytes(plan))
  const underWay: { planned: PlannedBatch; reply: Promise<DecodeReply> }[] = []
  for (let next = 0; ;) {
    throwIfCancelled(signal)
    while (underWay.length <= prefetch && next < plan.length) {
      const planned = plan[next++]
      const files = planned.images.map((image) => images[image].file)
      const reply = pool.fill({ files, spec, target: planned.target, buffer: buffers.take() })
      underWay.push({ planned, reply: held(reply) })
    }
    const first = underWay.shift()
    if (first === undefined) return
    const { planned } = first
    const reply = await unlessAborted(first.reply, signal)
    const sorted = sortOutcomes(images, planned, reply, options)
    const release = buffers.releaserOf(reply.buffer)
    const count = sorted.images.length
    if (count === 0) {
      release()
      continue
    }
    const data = new Float32Array(reply.buffer, 0, count * valuesAnImage(planned))
    yield { ...sorted, data, dims: dimsOf(count, planned, spec), decodeMs: reply.milliseconds, release }
  }
}
