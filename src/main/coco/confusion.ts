import type { Detections } from '../data/detections.ts'
import type { GroundTruth } from '../data/ground-truth.ts'
import { boxIou } from './box-iou.ts'
import { evaluationProblem } from './evaluation-problem.ts'
import { rowsByImage } from './rows-by-image.ts'
import type { RowsByImage } from './rows-by-image.ts'

export interface ConfusionOptions {
  /** Detections at or below this score are left out. */
  readonly confidence?: number
  /** A detection can stand for a box only above this IoU. */
  readonly iou?: number
}

export interface ConfusionMatrix {
  /** Category ids in the order of rows and columns; the last row and column is the background. */
  readonly categoryIds: readonly number[]
  /** Names of the classes, then `background`. */
  readonly labels: readonly string[]
  /** labels.length² counts, `counts[predicted * labels.length + actual]`. */
  readonly counts: Int32Array
}

/**
 * Confusion matrix of YOLOv5 (`ConfusionMatrix.process_batch`, confidence 0.25, IoU 0.45): classes do not matter for
 * the pairing; every detection turns to the box it overlaps most, every box keeps the one that overlaps it most.
 * Boxes that nobody stands for are predicted as background, detections that stand for none are background predicted
 * as their class. Two differences: the latter count in images without any pair too (the original omits them
 * there), and crowd boxes, which YOLO's labels do not have, take no part, nor do unpaired detections over a crowd of
 * their class.
 *
 * Throws DATASET_INVALID for detections of unknown images.
 */
export function confusionMatrix(
  groundTruth: GroundTruth,
  detections: Detections,
  { confidence = 0.25, iou = 0.45 }: ConfusionOptions = {},
): ConfusionMatrix {
  const problem = evaluationProblem(groundTruth, detections)
  const rows = rowsByImage(problem)
  const tally = new ConfusionTally(groundTruth, detections, rows, problem.categories.length, iou)
  for (let image = 0; image < problem.imageCount; image++) tally.addImage(image, confidence)
  return {
    categoryIds: problem.categories.map(({ id }) => id),
    labels: [...problem.categories.map(({ name }) => name), 'background'],
    counts: tally.counts,
  }
}

class ConfusionTally {
  readonly counts: Int32Array
  private readonly groundTruth: GroundTruth
  private readonly detections: Detections
  private readonly rows: RowsByImage
  private readonly background: number
  private readonly iou: number

  constructor(truth: GroundTruth, detections: Detections, rows: RowsByImage, classes: number, iou: number) {
    this.groundTruth = truth
    this.detections = detections
    this.rows = rows
    this.background = classes
    this.iou = iou
    this.counts = new Int32Array((classes + 1) ** 2)
  }

  addImage(image: number, confidence: number): void {
    const { truths, detections, truthClasses, detectionClasses } = this.rows
    const boxes = truths.rows.subarray(truths.starts[image], truths.starts[image + 1])
    const confident = detections.rows
      .subarray(detections.starts[image], detections.starts[image + 1])
      .filter((row) => this.detections.scores[row] > confidence)
    const standing = this.pair(boxes, confident)
    for (const truth of boxes) {
      if (this.groundTruth.crowd[truth] !== 0) continue
      const detection = standing.get(truth)
      this.count(detection === undefined ? this.background : detectionClasses[detection], truthClasses[truth])
    }
    const paired = new Set(standing.values())
    for (const row of confident) {
      if (!paired.has(row) && !this.isOverCrowd(row, boxes))
        this.count(detectionClasses[row], this.background)
    }
  }

  private count(predicted: number, actual: number): void {
    this.counts[predicted * (this.background + 1) + actual]++
  }

  /** Which detection stands for each box. */
  private pair(boxes: Int32Array, confident: Int32Array): Map<number, number> {
    const standing = new Map<number, number>()
    const overlap = new Map<number, number>()
    for (const row of confident) {
      let best = -1
      let bestIou = this.iou
      for (const truth of boxes) {
        if (this.groundTruth.crowd[truth] !== 0) continue
        const iou = this.overlap(row, truth, false)
        if (iou > bestIou) [best, bestIou] = [truth, iou]
      }
      if (best === -1 || bestIou <= (overlap.get(best) ?? 0)) continue
      standing.set(best, row)
      overlap.set(best, bestIou)
    }
    return standing
  }

  private isOverCrowd(row: number, boxes: Int32Array): boolean {
    const { truthClasses, detectionClasses } = this.rows
    return boxes.some(
      (truth) =>
        this.groundTruth.crowd[truth] !== 0 &&
        truthClasses[truth] === detectionClasses[row] &&
        this.overlap(row, truth, true) > this.iou,
    )
  }

  private overlap(row: number, truth: number, crowd: boolean): number {
    return boxIou(this.detections.boxes, 4 * row, this.groundTruth.boxes, 4 * truth, crowd)
  }
}
