import type { Detections } from '../data/detections.ts'
import type { GroundTruth } from '../data/ground-truth.ts'
import { boxIou } from './box-iou.ts'
import { evaluateDetections } from './evaluate.ts'
import type { CocoEvaluation } from './evaluate.ts'
import { IdIndex } from './id-index.ts'
import { iouThresholdIndex } from './parameters.ts'
import { sortByScore } from './score-sort.ts'

/** How well a run repeats what another run, its parent, is sure of. */
export interface Agreement {
  /** Average precision over IoU 0.5 to 0.95 against the parent's confident boxes; 1 for equal detections. */
  readonly value: number
  /** The same at IoU 0.5 alone, where shifts of the boxes do not show. */
  readonly value50: number
  /** Share of the parent's confident boxes that the run finds at IoU 0.5 and is confident of itself; 1 when none. */
  readonly recall: number
  /** Mean IoU of the detections that match at 0.5; 0 when none does, 1 when there is nothing to match. */
  readonly meanIou: number
  /** The parent's confident boxes. */
  readonly boxes: number
}

// Ranking the whole list is the point, so nothing is cut off.
const NO_LIMIT = [1, 10, 2 ** 31 - 1] as const

/**
 * Agreement of a run with its parent, as of an INT8 model with its float model: the parent's detections of score ≥
 * `confidence` become ground truth, and all detections of the child are ranked against them with COCO's matching.
 * The result is one average precision over all classes together (detections match only boxes of their class), the
 * exact area under the monotone precision-recall curve. One curve instead of a mean over classes lets every object
 * weigh the same, so that on fifty images a class with a single box does not decide; and the many boxes, scores and
 * positions that quantization moves all change the ranking or the IoU, long before COCO's AP moves beyond its noise.
 *
 * Equal detections give exactly 1: each confident box is found by itself, and detections below the confidence, which
 * have no box, rank after all of those. Boxes without area overlap nothing, themselves included, and are left out on
 * both sides. A parent that is sure of nothing agrees with a child that is sure of nothing (1) and with no other (0).
 */
export function agreementWithParent(parent: Detections, child: Detections, confidence = 0.25): Agreement {
  const truth = confidentBoxes(parent, child, confidence)
  const ranked = keepRows(child, (row) => hasArea(child, row))
  if (truth.count === 0) {
    const quiet = !ranked.scores.some((score) => score >= confidence)
    return { value: quiet ? 1 : 0, value50: quiet ? 1 : 0, recall: 1, meanIou: 1, boxes: 0 }
  }
  const evaluation = evaluateDetections(truth, ranked, { maxDets: NO_LIMIT, areaRanges: [EVERYTHING] })
  const perIou = pooledPrecision(evaluation, truth.count)
  return {
    value: perIou.reduce((sum, value) => sum + value, 0) / perIou.length,
    value50: perIou[iouThresholdIndex(evaluation.parameters, 0.5)],
    ...matchQuality(evaluation, truth.count, confidence),
    boxes: truth.count,
  }
}

const EVERYTHING = { name: 'all', min: 0, max: Infinity }

/** Whether a box overlaps itself fully; one without area, or too thin for its position, does not. */
function hasArea({ boxes }: Detections, row: number): boolean {
  return boxIou(boxes, 4 * row, boxes, 4 * row, false) > 0.99
}

function keepRows(detections: Detections, keep: (row: number) => boolean): Detections {
  const rows = Array.from({ length: detections.count }, (_, row) => row).filter(keep)
  return {
    count: rows.length,
    imageIds: Float64Array.from(rows, (row) => detections.imageIds[row]),
    categoryIds: Float64Array.from(rows, (row) => detections.categoryIds[row]),
    boxes: Float64Array.from(rows.flatMap((row) => [...detections.boxes.subarray(4 * row, 4 * row + 4)])),
    scores: Float64Array.from(rows, (row) => detections.scores[row]),
  }
}

/** The parent's confident detections as annotations; images and categories are those of either run. */
function confidentBoxes(parent: Detections, child: Detections, confidence: number): GroundTruth {
  const kept = keepRows(parent, (row) => parent.scores[row] >= confidence && hasArea(parent, row))
  const ids = (column: 'imageIds' | 'categoryIds') =>
    new IdIndex([...parent[column].subarray(0, parent.count), ...child[column].subarray(0, child.count)]).ids
  return {
    imageIds: ids('imageIds'),
    categories: Array.from(ids('categoryIds'), (id) => ({ id, name: String(id) })),
    count: kept.count,
    annotationIds: Float64Array.from({ length: kept.count }, (_, row) => row + 1),
    boxImageIds: kept.imageIds,
    boxCategoryIds: kept.categoryIds,
    boxes: kept.boxes,
    areas: Float64Array.from(
      { length: kept.count },
      (_, row) => kept.boxes[4 * row + 2] * kept.boxes[4 * row + 3],
    ),
    crowd: new Uint8Array(kept.count),
  }
}

/** AP of all classes in one ranking, at each IoU threshold. */
function pooledPrecision(evaluation: CocoEvaluation, boxes: number): number[] {
  const matched = new Int32Array(evaluation.detectionScores.length)
  const { rows } = evaluation.order
  for (let place = 0; place < rows.length; place++) matched[rows[place]] = evaluation.matches.matched[place]
  const ranking = sortByScore(rows, evaluation.detectionScores)
  return Array.from(evaluation.parameters.iouThresholds, (_, threshold) => {
    const precision: number[] = []
    for (let place = 0; place < ranking.length; place++) {
      if (((matched[ranking[place]] >>> threshold) & 1) === 1)
        precision.push((precision.length + 1) / (place + 1))
    }
    let best = 0
    let sum = 0
    for (let hit = precision.length - 1; hit >= 0; hit--) {
      best = Math.max(best, precision[hit])
      sum += best
    }
    return sum / boxes
  })
}

function matchQuality(
  { order, matches, detectionScores }: CocoEvaluation,
  boxes: number,
  confidence: number,
) {
  let matched = 0
  let confident = 0
  let iou = 0
  for (let place = 0; place < order.rows.length; place++) {
    if ((matches.matched[place] & 1) === 0) continue
    matched++
    iou += matches.iou[place]
    if (detectionScores[order.rows[place]] >= confidence) confident++
  }
  return { recall: confident / boxes, meanIou: matched === 0 ? 0 : Math.min(iou / matched, 1) }
}
