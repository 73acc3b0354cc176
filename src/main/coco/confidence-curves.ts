import type { CocoEvaluation } from './evaluate.ts'
import { linspace } from './linspace.ts'
import { iouThresholdIndex } from './parameters.ts'

/** Precision, recall and F1 at each confidence threshold of the curves. */
export interface ConfidenceCurve {
  readonly precision: Float64Array
  readonly recall: Float64Array
  readonly f1: Float64Array
}

/** The threshold with the best mean F1, and the means there. */
export interface BestConfidence {
  readonly confidence: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export interface ConfidenceCurves {
  readonly iou: number
  /** 1000 values from 0 to 1. */
  readonly confidence: Float64Array
  /** Mean over the classes with boxes. */
  readonly mean: ConfidenceCurve
  /** Classes with boxes, ascending by id. */
  readonly perClass: readonly (ConfidenceCurve & { readonly id: number; readonly name: string })[]
  /** Absent when no class has boxes. */
  readonly best?: BestConfidence
}

const POINTS = 1000
// Points on each side that smoothing looks at: a window of 101.
const REACH = 50

/** Counts of one class as the confidence threshold falls from detection to detection; ignored ones are left out. */
interface OperatingPoints {
  readonly scores: Float64Array
  readonly precision: Float64Array
  readonly recall: Float64Array
}

function operatingPoints(evaluation: CocoEvaluation, category: number, threshold: number): OperatingPoints {
  const { order, matches } = evaluation
  const first = order.starts[category]
  const end = order.starts[category + 1]
  const [scores, precision, recall] = [0, 1, 2].map(() => new Float64Array(end - first))
  let count = 0
  let hits = 0
  for (let place = first; place < end; place++) {
    if (((matches.ignored[place] >>> threshold) & 1) === 1) continue
    hits += (matches.matched[place] >>> threshold) & 1
    scores[count] = evaluation.detectionScores[order.rows[place]]
    precision[count] = hits / (count + 1)
    recall[count] = hits / evaluation.perClass[category].groundTruths
    count++
  }
  return {
    scores: scores.subarray(0, count),
    precision: precision.subarray(0, count),
    recall: recall.subarray(0, count),
  }
}

/** `numpy.interp(-confidence, -scores, values, left=above)`: linear between operating points, the last one held. */
function atConfidences(
  confidence: Float64Array,
  scores: Float64Array,
  values: Float64Array,
  above: number,
): Float64Array {
  const result = new Float64Array(confidence.length)
  let reached = -1
  for (let point = confidence.length - 1; point >= 0; point--) {
    while (reached + 1 < scores.length && scores[reached + 1] >= confidence[point]) reached++
    if (reached === -1) {
      result[point] = above
    } else if (reached === scores.length - 1) {
      result[point] = values[reached]
    } else {
      const slope = (values[reached + 1] - values[reached]) / (scores[reached] - scores[reached + 1])
      result[point] = slope * (scores[reached] - confidence[point]) + values[reached]
    }
  }
  return result
}

function classCurve(confidence: Float64Array, points: OperatingPoints): ConfidenceCurve {
  // A class without detections counts as precision 0 and recall 0 everywhere.
  const above = points.scores.length === 0 ? 0 : 1
  const precision = atConfidences(confidence, points.scores, points.precision, above)
  const recall = atConfidences(confidence, points.scores, points.recall, 0)
  const f1 = precision.map((value, point) => (2 * value * recall[point]) / (value + recall[point] + 1e-16))
  return { precision, recall, f1 }
}

function meanOf(curves: readonly ConfidenceCurve[], part: keyof ConfidenceCurve): Float64Array {
  const mean = new Float64Array(POINTS)
  for (const curve of curves) {
    for (let point = 0; point < POINTS; point++) mean[point] += curve[part][point] / curves.length
  }
  return mean
}

/** Moving average over a tenth of the curve, its ends held: `smooth(f1, 0.1)` of Ultralytics. */
function smoothed(curve: Float64Array): Float64Array {
  return curve.map((_, point) => {
    let sum = 0
    for (let offset = -REACH; offset <= REACH; offset++) {
      sum += curve[Math.min(Math.max(point + offset, 0), POINTS - 1)]
    }
    return sum / (2 * REACH + 1)
  })
}

function bestOf(confidence: Float64Array, mean: ConfidenceCurve): BestConfidence {
  const smooth = smoothed(mean.f1)
  let best = 0
  for (let point = 1; point < POINTS; point++) if (smooth[point] > smooth[best]) best = point
  return {
    confidence: confidence[best],
    precision: mean.precision[best],
    recall: mean.recall[best],
    f1: mean.f1[best],
  }
}

/**
 * Precision, recall and F1 against the confidence threshold, as Ultralytics' `ap_per_class` draws them: 1000
 * thresholds from 0 to 1, linear between operating points, precision 1 and recall 0 above the highest score; the best
 * confidence is where the mean F1, smoothed over a tenth of the axis, is largest. True positives are those of the COCO
 * matching at `iou`, and detections on crowds count as neither.
 * Throws USAGE when the evaluation did not use this IoU threshold.
 */
export function confidenceCurves(evaluation: CocoEvaluation, iou = 0.5): ConfidenceCurves {
  const threshold = iouThresholdIndex(evaluation.parameters, iou)
  const confidence = linspace(0, 1, POINTS)
  const perClass = evaluation.perClass.flatMap(({ id, name, groundTruths }, category) => {
    if (groundTruths === 0) return []
    return [{ id, name, ...classCurve(confidence, operatingPoints(evaluation, category, threshold)) }]
  })
  const mean = {
    precision: meanOf(perClass, 'precision'),
    recall: meanOf(perClass, 'recall'),
    f1: meanOf(perClass, 'f1'),
  }
  return {
    iou,
    confidence,
    mean,
    perClass,
    best: perClass.length === 0 ? undefined : bestOf(confidence, mean),
  }
}
