import { sizeOf, type Tensor } from '../../src/main/base/tensor.ts'
import type { Feeds } from '../../src/main/qat/gradient-pool.ts'
import { TARGET_INPUTS } from './loss.ts'
import { TargetWriter, type TargetBox, type TargetGrid } from './targets.ts'

/** Images of the network's input size and what is to be found in them. */
export interface LabelledImages {
  /** [N, 3, side, side] */
  readonly data: Float32Array
  readonly boxes: readonly (readonly TargetBox[])[]
}

/** Memory that threads read without a copy. */
function sharedMemory(dims: readonly number[]): Tensor {
  return { data: new Float32Array(new SharedArrayBuffer(4 * sizeOf(dims))), dims }
}

/** One run's inputs. */
class Part {
  readonly writer: TargetWriter
  private readonly images: Tensor
  private readonly weights: Tensor

  constructor(grid: TargetGrid, images: number) {
    this.images = sharedMemory([images, 3, grid.side, grid.side])
    this.weights = sharedMemory([grid.capacity])
    this.writer = new TargetWriter(grid, sharedMemory)
  }

  write(data: Float32Array, boxes: LabelledImages['boxes']): void {
    this.images.data.set(data)
    this.writer.write(boxes)
  }

  /** Every assignment counts `weight`. */
  feeds(weight: number): Feeds {
    const { index, anchors, boxes, labels, present } = this.writer.targets
    present.data.forEach((there, at) => (this.weights.data[at] = there * weight))
    return {
      images: this.images,
      [TARGET_INPUTS.index]: index,
      [TARGET_INPUTS.anchors]: anchors,
      [TARGET_INPUTS.boxes]: boxes,
      [TARGET_INPUTS.labels]: labels,
      [TARGET_INPUTS.present]: present,
      [TARGET_INPUTS.weights]: this.weights,
    }
  }
}

/** Cuts batches into the runs of a training graph, in memory that is used again for every batch. */
export class BatchFeeds {
  private readonly parts: readonly Part[]
  private readonly each: number

  /** `images`: of a run. */
  constructor(grid: TargetGrid, { batch, images }: { batch: number; images: number }) {
    this.each = images
    this.parts = Array.from({ length: batch / images }, () => new Part(grid, images))
  }

  /** Inputs of each run. The mean over all runs is the mean over all assignments of the batch. */
  fill({ data, boxes }: LabelledImages): Feeds[] {
    const { parts, each } = this
    const values = data.length / boxes.length
    parts.forEach((part, index) => {
      const [from, to] = [index * each, (index + 1) * each]
      part.write(data.subarray(from * values, to * values), boxes.slice(from, to))
    })
    const assignments = parts.reduce((sum, { writer }) => sum + writer.targets.count, 0)
    return parts.map((part) => part.feeds(parts.length / Math.max(assignments, 1)))
  }
}
