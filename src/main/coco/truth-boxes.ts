import type { EvaluationProblem } from './evaluation-problem.ts'
import type { AreaRange } from './parameters.ts'

/** Ground-truth boxes in the order of a problem's `truthOrder`, with what matching asks of each. */
export interface TruthBoxes {
  /** 4 values a box. */
  readonly boxes: Float64Array
  readonly crowd: Uint8Array
  /** Bit a is set where area range a ignores the box: a crowd, or an area outside the range. */
  readonly ignoredIn: Int32Array
  /** 1 where the annotation's id is 0. */
  readonly idZero: Uint8Array
}

function ignoredAreas(area: number, crowd: boolean, ranges: readonly AreaRange[]): number {
  let bits = 0
  for (let range = 0; range < ranges.length; range++) {
    if (crowd || area < ranges[range].min || area > ranges[range].max) bits |= 1 << range
  }
  return bits
}

/** Gathers the boxes of a problem; 50 bytes a box. */
export function truthBoxes(problem: EvaluationProblem, ranges: readonly AreaRange[]): TruthBoxes {
  const { groundTruth, truthOrder } = problem
  const count = truthOrder.rows.length
  const boxes = new Float64Array(4 * count)
  const crowd = new Uint8Array(count)
  const ignoredIn = new Int32Array(count)
  const idZero = new Uint8Array(count)
  for (let index = 0; index < count; index++) {
    const row = truthOrder.rows[index]
    for (let side = 0; side < 4; side++) boxes[4 * index + side] = groundTruth.boxes[4 * row + side]
    crowd[index] = groundTruth.crowd[row] === 0 ? 0 : 1
    ignoredIn[index] = ignoredAreas(groundTruth.areas[row], crowd[index] === 1, ranges)
    idZero[index] = groundTruth.annotationIds[row] === 0 ? 1 : 0
  }
  return { boxes, crowd, ignoredIn, idZero }
}
