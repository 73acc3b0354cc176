import type { Detections } from '../data/detections.ts'
import type { GroundTruth } from '../data/ground-truth.ts'
import { errorOutcomes, OUTCOMES } from './error-outcomes.ts'
import type { ErrorOutcomes, ErrorThresholds, Outcome } from './error-outcomes.ts'
import { evaluationProblem } from './evaluation-problem.ts'
import type { EvaluationProblem } from './evaluation-problem.ts'
import { samplePrecision } from './sample-precision.ts'
import { sortByScore } from './score-sort.ts'

/**
 * Classification, localisation, both, duplicate, background, missed box. Cls: on a box of another class. Loc: on a box
 * of its class, but badly. Both: on a box of another class, and badly. Dupe: on a box that a better one found. Bkg: on
 * nothing. Miss: a box found by none and aimed at by none.
 */
export const ERROR_TYPES = ['Cls', 'Loc', 'Both', 'Dupe', 'Bkg', 'Miss'] as const

export type ErrorType = (typeof ERROR_TYPES)[number]

export interface ErrorShare {
  readonly count: number
  /** AP gained when all errors of the type, and no others, are mended; not below 0. */
  readonly dAP: number
}

export interface ErrorAnalysis {
  /** AP at the foreground IoU that the gains refer to; -1 without boxes. */
  readonly AP: number
  readonly types: Readonly<Record<ErrorType, ErrorShare>>
  /** Place in OUTCOMES of each detection row. */
  readonly outcomes: Uint8Array
  /** 1 for each ground-truth row that is missed. */
  readonly missed: Uint8Array
}

/**
 * Error types of TIDE (Bolya et al., "TIDE: A General Toolbox for Identifying Object Detection Errors", ECCV 2020;
 * tidecv 1.0): what a detector loses AP by. Foreground IoU 0.5, background IoU 0.1, the 100 best detections of an
 * image. Mending Cls and Loc turns the most confident wrong detection of each unfound box into a true positive and
 * drops the others; Both, Dupe and Bkg are dropped; missed boxes are taken out of the count.
 *
 * One difference: means are over the classes that have boxes, as COCO's, while tidecv counts a class with detections
 * and no boxes as AP 0.
 *
 * Throws DATASET_INVALID for detections of unknown images.
 */
export function errorTypes(
  groundTruth: GroundTruth,
  detections: Detections,
  { foreground = 0.5, background = 0.1, maxDets = 100 }: Partial<ErrorThresholds> = {},
): ErrorAnalysis {
  const problem = evaluationProblem(groundTruth, detections)
  const outcomes = errorOutcomes(problem, { foreground, background, maxDets })
  const mender = new Mender(problem, outcomes)
  const AP = mender.averagePrecision()
  const share = (type: ErrorType): ErrorShare => ({
    count: mender.count(type),
    dAP: Math.max(mender.averagePrecision(type) - AP, 0),
  })
  const types = {
    Cls: share('Cls'),
    Loc: share('Loc'),
    Both: share('Both'),
    Dupe: share('Dupe'),
    Bkg: share('Bkg'),
    Miss: share('Miss'),
  }
  return { AP, types, outcomes: outcomes.outcomes, missed: outcomes.missed }
}

// tidecv's own recall thresholds; numpy's, which COCO takes, differ from these in the last bit of some.
const RECALLS = Array.from({ length: 101 }, (_, index) => index / 100)

/** Recomputes AP with one type of error mended. */
class Mender {
  private readonly outcomes: ErrorOutcomes
  private readonly scored: Int32Array
  private readonly positives: Int32Array
  private readonly missedPositives: Int32Array

  constructor(problem: EvaluationProblem, outcomes: ErrorOutcomes) {
    const { truthClasses, detections } = outcomes.rows
    this.outcomes = outcomes
    this.scored = sortByScore(detections.rows, problem.detections.scores)
    this.positives = new Int32Array(problem.categories.length)
    this.missedPositives = new Int32Array(problem.categories.length)
    for (const truth of outcomes.rows.truths.rows) {
      if (problem.groundTruth.crowd[truth] !== 0) continue
      this.positives[truthClasses[truth]]++
      this.missedPositives[truthClasses[truth]] += outcomes.missed[truth]
    }
  }

  count(type: ErrorType): number {
    if (type === 'Miss') return this.missedPositives.reduce((sum, count) => sum + count, 0)
    return this.outcomes.outcomes.reduce((sum, code) => sum + (OUTCOMES[code] === type ? 1 : 0), 0)
  }

  /** Mean AP over the classes that have boxes, -1 when none has. */
  averagePrecision(mended?: ErrorType): number {
    const positives = this.positives.map((count, index) =>
      mended === 'Miss' ? count - this.missedPositives[index] : count,
    )
    const missesAtHits = this.missesAtHits(mended, positives)
    const precision = new Float64Array(RECALLS.length)
    let sum = 0
    let classes = 0
    for (let index = 0; index < positives.length; index++) {
      if (positives[index] === 0) continue
      samplePrecision(missesAtHits[index], positives[index], precision, RECALLS)
      sum += precision.reduce((total, value) => total + value, 0) / precision.length
      classes++
    }
    return classes === 0 ? -1 : sum / classes
  }

  /** False positives before each true positive, class by class. */
  private missesAtHits(mended: ErrorType | undefined, positives: Int32Array): Int32Array[] {
    const misses = new Int32Array(positives.length)
    const hits = new Int32Array(positives.length)
    const missesAtHits = Array.from(positives, (count) => new Int32Array(count))
    for (const row of this.scored) {
      const outcome = OUTCOMES[this.outcomes.outcomes[row]]
      if (outcome === 'unused' || outcome === 'ignored') continue
      const found = this.foundClass(row, outcome, mended)
      if (found === 'dropped') continue
      if (found === 'none') misses[this.outcomes.rows.detectionClasses[row]]++
      else missesAtHits[found][hits[found]++] = misses[found]
    }
    return missesAtHits.map((list, index) => list.subarray(0, hits[index]))
  }

  /** Class whose box a detection finds, `none` for a false positive, `dropped` where mending removes it. */
  private foundClass(
    row: number,
    outcome: Outcome,
    mended: ErrorType | undefined,
  ): number | 'none' | 'dropped' {
    const { detectionClasses, truthClasses } = this.outcomes.rows
    if (outcome === 'correct') return detectionClasses[row]
    if (outcome !== mended) return 'none'
    const truth = this.outcomes.target[row]
    return truth !== -1 && this.outcomes.bestOfTruth[truth] === row ? truthClasses[truth] : 'dropped'
  }
}
