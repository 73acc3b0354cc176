import type { Detections } from '../data/detections.ts'
import type { Category, GroundTruth } from '../data/ground-truth.ts'
import { accumulate } from './accumulate.ts'
import type { Grouping } from './counting-sort.ts'
import { evaluationProblem } from './evaluation-problem.ts'
import type { DetectionMatches } from './matcher.ts'
import { evaluationParameters } from './parameters.ts'
import type { EvaluationOptions, EvaluationParameters } from './parameters.ts'
import { Summary } from './statistics.ts'
import type { ClassStatistics, CocoStatistics } from './statistics.ts'

/** COCO's box metrics and what curves are drawn from. K classes, T IoU thresholds, R = 101 recall thresholds. */
export interface CocoEvaluation {
  readonly stats: CocoStatistics
  /** Ascending by category id, classes without boxes included. */
  readonly perClass: readonly ClassStatistics[]
  /** AP at each IoU threshold. */
  readonly apPerIou: readonly number[]
  readonly parameters: EvaluationParameters
  readonly categories: readonly Category[]
  /** K × T × R precision, monotone; -1 for a class without boxes. */
  readonly precision: Float64Array
  /** K × T × R: score of the detection that reaches the recall; 0 where none does, -1 for a class without boxes. */
  readonly scores: Float64Array
  /** Detection rows by class, in falling order of score. */
  readonly order: Grouping
  /** Outcome of each detection, in that order. */
  readonly matches: DetectionMatches
  /** Score of each detection row. */
  readonly detectionScores: Float64Array
}

/**
 * The bounding-box evaluation of pycocotools (COCOeval with iouType 'bbox'), to the last digits: matching and its
 * order, crowds, areas, detection limits, 101-point interpolated precision, means over what is defined.
 *
 * Every image of the ground truth counts. Detections of a category that the ground truth does not list are left out,
 * detections of an image that it does not list are refused, both as pycocotools does. An annotation with id 0
 * can never be found, which is a trait of pycocotools too: number annotations from 1.
 *
 * Throws DATASET_INVALID for detections of unknown images, USAGE for impossible options.
 */
export function evaluateDetections(
  groundTruth: GroundTruth,
  detections: Detections,
  options: EvaluationOptions = {},
): CocoEvaluation {
  const parameters = evaluationParameters(options)
  const problem = evaluationProblem(groundTruth, detections)
  const tables = accumulate(problem, parameters)
  const summary = new Summary(problem, parameters, tables)
  return {
    stats: summary.statistics(),
    perClass: summary.perClass(),
    apPerIou: summary.perIou(),
    parameters,
    categories: problem.categories,
    precision: tables.precision,
    scores: tables.scores,
    order: problem.detectionOrder,
    matches: tables.matches,
    detectionScores: detections.scores,
  }
}
