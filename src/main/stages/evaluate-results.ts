import { evaluateDetections, type CocoEvaluation } from '../coco/evaluate.ts'
import { readCocoGroundTruth } from '../data/coco-json.ts'
import { readDetections } from '../data/coco-results.ts'
import { ProblemList, type DatasetProblem } from '../data/dataset-problems.ts'
import { checkGroundTruth } from '../data/ground-truth-check.ts'

/** Statistics of a results file. */
export interface ResultsEvaluation {
  coco: CocoEvaluation
  images: number
  annotations: number
  detections: number
  /** What is wrong with the annotations; what cannot be used is left out. */
  problems: DatasetProblem[]
  timing: { readMs: number; evaluateMs: number }
}

/**
 * Measures a COCO results file against a COCO annotation file.
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, JSON_INVALID, DATASET_INVALID (also for detections of unknown images).
 */
export function evaluateResults(annotationFile: string, resultsFile: string): ResultsEvaluation {
  const started = performance.now()
  const { groundTruth, images } = readCocoGroundTruth(annotationFile)
  const list = new ProblemList()
  const named = images.map(({ id, fileName, width, height }) => ({ id, name: fileName, width, height }))
  const usable = checkGroundTruth(groundTruth, named, list)
  const detections = readDetections(resultsFile)
  const read = performance.now()
  const coco = evaluateDetections(usable, detections)
  return {
    coco,
    images: usable.imageIds.length,
    annotations: usable.count,
    detections: detections.count,
    problems: list.toArray(),
    timing: { readMs: read - started, evaluateMs: performance.now() - read },
  }
}
