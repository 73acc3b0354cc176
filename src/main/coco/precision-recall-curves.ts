import type { CocoEvaluation } from './evaluate.ts'
import { iouThresholdIndex, RECALL_THRESHOLDS } from './parameters.ts'

export interface ClassPrecisionRecall {
  readonly id: number
  readonly name: string
  /** One value a recall threshold; the mean of them is the class's AP at this IoU. */
  readonly precision: Float64Array
  /** Score of the detection that reaches the recall, 0 where none does. */
  readonly scores: Float64Array
}

export interface PrecisionRecallCurves {
  readonly iou: number
  /** 0, 0.01, … 1. */
  readonly recall: readonly number[]
  /** Mean over the classes; -1 throughout when no class has boxes. */
  readonly mean: Float64Array
  /** Classes with boxes, ascending by id. */
  readonly perClass: readonly ClassPrecisionRecall[]
}

/**
 * COCO's interpolated precision-recall curves at one IoU threshold: pycocotools' `precision[t, :, k, 0, -1]`.
 * Throws USAGE when the evaluation did not use this threshold.
 */
export function precisionRecallCurves(evaluation: CocoEvaluation, iou = 0.5): PrecisionRecallCurves {
  const threshold = iouThresholdIndex(evaluation.parameters, iou)
  const samples = RECALL_THRESHOLDS.length
  const perClass = evaluation.perClass.flatMap(({ id, name, groundTruths }, category) => {
    const start = (category * evaluation.parameters.iouThresholds.length + threshold) * samples
    const precision = evaluation.precision.subarray(start, start + samples)
    const scores = evaluation.scores.subarray(start, start + samples)
    return groundTruths > 0 ? [{ id, name, precision, scores }] : []
  })
  return { iou, recall: RECALL_THRESHOLDS, mean: meanCurve(perClass), perClass }
}

function meanCurve(curves: readonly ClassPrecisionRecall[]): Float64Array {
  const mean = new Float64Array(RECALL_THRESHOLDS.length)
  if (curves.length === 0) return mean.fill(-1)
  for (const { precision } of curves) {
    for (let sample = 0; sample < mean.length; sample++) mean[sample] += precision[sample]
  }
  return mean.map((sum) => sum / curves.length)
}
