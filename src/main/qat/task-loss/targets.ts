import type { Tensor } from '../../base/tensor.ts'
import type { AssignedRow, LabelledBox } from './assignment.ts'
import type { PredictionLayout } from './prediction-layout.ts'

/** Names of a training graph's inputs that take what the labels say. */
export const TARGET_INPUTS = {
  /** [K], positions among all rows of a run's images. */
  rows: 'task/rows',
  /** [K, 4], centre and size in pixels. */
  boxes: 'task/boxes',
  /** [K, classes], 1 for the object's class. */
  labels: 'task/labels',
  /** [K], the score that a row should give, which is also how much it counts; 0 for padding. */
  weights: 'task/weights',
  /** A number: what the weights are multiplied by to count as a mean over the whole batch. */
  share: 'task/share',
} as const

/** How the targets of a run lie in tensors of fixed size. */
export interface TargetShape {
  readonly layout: PredictionLayout
  /** Images a run. */
  readonly images: number
  /** Rows that can be assigned in a run, K. */
  readonly capacity: number
}

/** Rows an image that can be assigned: 51 objects with ten rows each, and more of smaller ones. */
const ROWS_PER_IMAGE = 512

export function targetShape(layout: PredictionLayout, images: number): TargetShape {
  return { layout, images, capacity: images * ROWS_PER_IMAGE }
}

/** An image's objects and the rows that answer for them. */
export interface ImageTargets {
  readonly labels: readonly LabelledBox[]
  readonly assigned: readonly AssignedRow[]
}

/**
 * Feeds for the runs of a batch, one for each list of images. What does not fit in a run's tensors are the rows with the
 * lowest targets; unused places count nothing. Weights are normalised over the batch by the sum of all targets, at
 * least 1, as YOLOv8's are, whichever images a run has.
 */
export function targetFeeds(
  runs: readonly (readonly ImageTargets[])[],
  shape: TargetShape,
): Record<string, Tensor>[] {
  const total = runs.flat().reduce((sum, { assigned }) => sum + sumOfTargets(assigned), 0)
  const share = { data: Float32Array.of(runs.length / Math.max(total, 1)), dims: [] }
  return runs.map((images) => ({ ...runTargets(images, shape), [TARGET_INPUTS.share]: share }))
}

function sumOfTargets(assigned: readonly AssignedRow[]): number {
  return assigned.reduce((sum, { target }) => sum + target, 0)
}

function runTargets(
  images: readonly ImageTargets[],
  { layout, capacity }: TargetShape,
): Record<string, Tensor> {
  const tensor = (...dims: number[]): Tensor => ({
    data: new Float32Array(dims.reduce((size, dim) => size * dim, 1)),
    dims,
  })
  const rows = tensor(capacity)
  const boxes = tensor(capacity, 4)
  const labels = tensor(capacity, layout.classes)
  const weights = tensor(capacity)
  boxes.data.fill(1)
  best(images, capacity).forEach(({ image, row, label, target }, place) => {
    const { classIndex, x, y, width, height } = images[image].labels[label]
    rows.data[place] = image * layout.rows + row
    boxes.data.set([x, y, width, height], 4 * place)
    labels.data[place * layout.classes + classIndex] = 1
    weights.data[place] = target
  })
  return {
    [TARGET_INPUTS.rows]: rows,
    [TARGET_INPUTS.boxes]: boxes,
    [TARGET_INPUTS.labels]: labels,
    [TARGET_INPUTS.weights]: weights,
  }
}

function best(
  images: readonly ImageTargets[],
  capacity: number,
): readonly (AssignedRow & { image: number })[] {
  const all = images.flatMap(({ assigned }, image) => assigned.map((row) => ({ ...row, image })))
  if (all.length <= capacity) return all
  return all.toSorted((a, b) => b.target - a.target).slice(0, capacity)
}
