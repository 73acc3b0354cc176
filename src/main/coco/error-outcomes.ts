import { boxIou } from './box-iou.ts'
import type { EvaluationProblem } from './evaluation-problem.ts'
import { rowsByImage } from './rows-by-image.ts'
import type { RowsByImage } from './rows-by-image.ts'

/** What a detection turned out to be; those of a false positive carry the name of TIDE's error type. */
export const OUTCOMES = ['unused', 'correct', 'ignored', 'Cls', 'Loc', 'Both', 'Dupe', 'Bkg'] as const

export type Outcome = (typeof OUTCOMES)[number]

export interface ErrorThresholds {
  /** IoU from which a detection is on a box. */
  readonly foreground: number
  /** IoU up to which it is on background. */
  readonly background: number
  /** Detections considered in an image, all classes together. */
  readonly maxDets: number
}

export interface ErrorOutcomes {
  /** Place in OUTCOMES of each detection row; `unused` beyond the limit or of unlisted categories. */
  readonly outcomes: Uint8Array
  /** Ground-truth row that a `Cls` or `Loc` detection should have found, -1 elsewhere. */
  readonly target: Int32Array
  /** Most confident `Cls` or `Loc` detection of each unfound box, -1 where there is none. */
  readonly bestOfTruth: Int32Array
  /** 1 where a box is found by no detection and is the target of none. */
  readonly missed: Uint8Array
  /** Position of the class of each row. */
  readonly rows: RowsByImage
}

const CODE = Object.fromEntries(OUTCOMES.map((name, code) => [name, code]))

/** Largest overlaps of one detection with the boxes of its image. */
interface Overlaps {
  sameClass: number
  sameClassTruth: number
  otherClass: number
  otherClassTruth: number
  foundSameClass: number
}

/** Sorts every detection of a problem into TIDE's types: `TIDEExample` and `TIDERun._eval_image` of tidecv 1.0. */
export function errorOutcomes(problem: EvaluationProblem, thresholds: ErrorThresholds): ErrorOutcomes {
  const sorter = new OutcomeSorter(problem, thresholds)
  for (let image = 0; image < problem.imageCount; image++) sorter.sortImage(image)
  return sorter.result
}

class OutcomeSorter {
  readonly result: ErrorOutcomes
  private readonly problem: EvaluationProblem
  private readonly thresholds: ErrorThresholds
  private readonly found: Uint8Array

  constructor(problem: EvaluationProblem, thresholds: ErrorThresholds) {
    this.problem = problem
    this.thresholds = thresholds
    this.found = new Uint8Array(problem.groundTruth.count)
    this.result = {
      outcomes: new Uint8Array(problem.detections.count),
      target: new Int32Array(problem.detections.count).fill(-1),
      bestOfTruth: new Int32Array(problem.groundTruth.count).fill(-1),
      missed: new Uint8Array(problem.groundTruth.count),
      rows: rowsByImage(problem),
    }
  }

  sortImage(image: number): void {
    const { truths, detections } = this.result.rows
    const { crowd } = this.problem.groundTruth
    const all = truths.rows.subarray(truths.starts[image], truths.starts[image + 1])
    const boxes = all.filter((truth) => crowd[truth] === 0)
    const crowds = all.filter((truth) => crowd[truth] !== 0)
    const first = detections.starts[image]
    const end = Math.min(detections.starts[image + 1], first + this.thresholds.maxDets)
    const rows = detections.rows.subarray(first, end)
    for (const row of rows) this.result.outcomes[row] = this.findOrIgnore(row, boxes, crowds)
    for (const row of rows) {
      if (this.result.outcomes[row] === CODE.unused) this.result.outcomes[row] = this.typeOf(row, boxes)
    }
    for (const truth of boxes) {
      this.result.missed[truth] = this.found[truth] === 0 && this.result.bestOfTruth[truth] === -1 ? 1 : 0
    }
  }

  /** Takes the free box of its class that a detection overlaps most, if it does so enough. */
  private findOrIgnore(row: number, boxes: Int32Array, crowds: Int32Array): number {
    let best = -1
    let bestIou = 0
    for (const truth of boxes) {
      if (this.found[truth] !== 0 || !this.isSameClass(row, truth)) continue
      const iou = this.overlap(row, truth)
      if (iou > bestIou) [best, bestIou] = [truth, iou]
    }
    if (best !== -1 && bestIou >= this.thresholds.foreground) {
      this.found[best] = 1
      return CODE.correct
    }
    const ignored = crowds.some(
      (truth) => this.isSameClass(row, truth) && this.overlap(row, truth) > this.thresholds.foreground,
    )
    return ignored ? CODE.ignored : CODE.unused
  }

  /** Type of a false positive; the order of the tests is part of TIDE's definition. */
  private typeOf(row: number, boxes: Int32Array): number {
    const { foreground, background } = this.thresholds
    const overlaps = this.overlapsOf(row, boxes)
    if (boxes.length === 0) return CODE.Bkg
    if (overlaps.sameClass >= background && overlaps.sameClass <= foreground) {
      this.aim(row, overlaps.sameClassTruth)
      return CODE.Loc
    }
    if (overlaps.otherClass >= foreground) {
      this.aim(row, overlaps.otherClassTruth)
      return CODE.Cls
    }
    if (overlaps.foundSameClass >= foreground) return CODE.Dupe
    return Math.max(overlaps.sameClass, overlaps.otherClass) <= background ? CODE.Bkg : CODE.Both
  }

  private overlapsOf(row: number, boxes: Int32Array): Overlaps {
    const overlaps = {
      sameClass: 0,
      sameClassTruth: -1,
      otherClass: 0,
      otherClassTruth: -1,
      foundSameClass: 0,
    }
    for (const truth of boxes) {
      const iou = this.overlap(row, truth)
      if (!this.isSameClass(row, truth)) {
        if (iou > overlaps.otherClass) [overlaps.otherClass, overlaps.otherClassTruth] = [iou, truth]
        continue
      }
      if (iou > overlaps.sameClass) [overlaps.sameClass, overlaps.sameClassTruth] = [iou, truth]
      if (this.found[truth] !== 0 && iou > overlaps.foundSameClass) overlaps.foundSameClass = iou
    }
    return overlaps
  }

  /** Notes which box a detection should have found. Rows come in falling order of score, so the first is the best. */
  private aim(row: number, truth: number): void {
    this.result.target[row] = truth
    if (this.found[truth] === 0 && this.result.bestOfTruth[truth] === -1) this.result.bestOfTruth[truth] = row
  }

  private isSameClass(row: number, truth: number): boolean {
    return this.result.rows.detectionClasses[row] === this.result.rows.truthClasses[truth]
  }

  private overlap(row: number, truth: number): number {
    const { groundTruth, detections } = this.problem
    return boxIou(detections.boxes, 4 * row, groundTruth.boxes, 4 * truth, groundTruth.crowd[truth] !== 0)
  }
}
