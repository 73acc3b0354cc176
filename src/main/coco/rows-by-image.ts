import { groupByKey } from './counting-sort.ts'
import type { Grouping } from './counting-sort.ts'
import type { EvaluationProblem } from './evaluation-problem.ts'
import { sortByScore } from './score-sort.ts'

/** A problem seen image by image, all classes together; rows of unlisted categories are left out. */
export interface RowsByImage {
  /** Ground-truth rows of each image, ascending. */
  readonly truths: Grouping
  /** Detection rows of each image, in falling order of score, then row. */
  readonly detections: Grouping
  /** Position of the class of each ground-truth row, -1 where left out. */
  readonly truthClasses: Int32Array
  /** Position of the class of each detection row, -1 where left out. */
  readonly detectionClasses: Int32Array
}

function classOfRows({ rows, starts }: Grouping, count: number): Int32Array {
  const classes = new Int32Array(count).fill(-1)
  for (let category = 0; category + 1 < starts.length; category++) {
    for (let place = starts[category]; place < starts[category + 1]; place++) classes[rows[place]] = category
  }
  return classes
}

export function rowsByImage(problem: EvaluationProblem): RowsByImage {
  const { groundTruth, detections, truthOrder, detectionOrder, imageCount } = problem
  const truthRows = truthOrder.rows.slice().sort()
  const detectionRows = sortByScore(detectionOrder.rows.slice().sort(), detections.scores)
  return {
    truths: groupByKey(truthRows, problem.truthImages, imageCount),
    detections: groupByKey(detectionRows, problem.detectionImages, imageCount),
    truthClasses: classOfRows(truthOrder, groundTruth.count),
    detectionClasses: classOfRows(detectionOrder, detections.count),
  }
}
