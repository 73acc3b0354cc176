import type { LabelledBox } from '../../../../src/main/qat/task-loss/assignment.ts'
import type { PredictionLayout } from '../../../../src/main/qat/task-loss/prediction-layout.ts'
import type { ImageTargets } from '../../../../src/main/qat/task-loss/targets.ts'

type Row = readonly number[]

/** −t log p − (1 − t) log(1 − p) */
function entropy(probability: number, target: number): number {
  return -target * Math.log(probability) - (1 - target) * Math.log(1 - probability)
}

function span(row: Row, { x, y, width, height }: LabelledBox, axis: 0 | 1) {
  const [centre, size] = [row[axis], row[axis + 2]]
  const [other, otherSize] = axis === 0 ? [x, width] : [y, height]
  const ends = [centre + size / 2, other + otherSize / 2]
  const starts = [centre - size / 2, other - otherSize / 2]
  return {
    shared: Math.max(Math.min(...ends) - Math.max(...starts), 0),
    hull: Math.max(...ends) - Math.min(...starts),
  }
}

/** How much the difference in aspect counts in CIoU; a constant in its gradient. */
export function aspectFactor(row: Row, label: LabelledBox): number {
  const aspect = aspectOf(row, label)
  return aspect / (1 - iouOf(row, label) + aspect)
}

function aspectOf([, , width, height]: Row, label: LabelledBox): number {
  return (4 / Math.PI ** 2) * (Math.atan(label.width / label.height) - Math.atan(width / height)) ** 2
}

function iouOf(row: Row, label: LabelledBox): number {
  const shared = span(row, label, 0).shared * span(row, label, 1).shared
  return shared / (row[2] * row[3] + label.width * label.height - shared)
}

function boxLoss(row: Row, label: LabelledBox, factor: number): number {
  const distance = (row[0] - label.x) ** 2 + (row[1] - label.y) ** 2
  const diagonal = span(row, label, 0).hull ** 2 + span(row, label, 1).hull ** 2
  return 1 - iouOf(row, label) + distance / diagonal + factor * aspectOf(row, label)
}

/**
 * The task loss of one run in plain float64, term by term as it is defined: over all rows and their scores.
 *
 * @param factors of the assigned rows, image by image, where they are held
 */
export function taskLossOf(
  layout: PredictionLayout,
  images: readonly (readonly Row[])[],
  targets: readonly ImageTargets[],
  factors?: readonly number[],
): number {
  const { objectness, firstClass, classes } = layout
  let [boxes, scores, kinds, total, at] = [0, 0, 0, 0, 0]
  images.forEach((rows, image) => {
    const { labels, assigned } = targets[image]
    const wanted = new Map(assigned.map((found) => [found.row, found]))
    for (const { row, label, target } of assigned) {
      const factor = factors?.[at++] ?? aspectFactor(rows[row], labels[label])
      boxes += target * boxLoss(rows[row], labels[label], factor)
      total += target
    }
    rows.forEach((row, index) => {
      const found = wanted.get(index)
      if (objectness !== null) scores += entropy(row[objectness], found?.target ?? 0)
      for (let kind = 0; kind < classes; kind++) {
        const own = found !== undefined && labels[found.label].classIndex === kind
        if (objectness === null) scores += entropy(row[firstClass + kind], own ? found.target : 0)
        else if (found !== undefined) kinds += found.target * entropy(row[firstClass + kind], own ? 1 : 0)
      }
    })
  })
  const share = 1 / Math.max(total, 1)
  if (objectness === null) return share * (7.5 * boxes + 0.5 * scores)
  return 0.05 * share * boxes + (0.5 / 80) * share * kinds + (4 / 19_200 / images.length) * scores
}
