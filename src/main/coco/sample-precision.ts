import { RECALL_THRESHOLDS } from './parameters.ts'

/**
 * Precision at each recall threshold from the false positives before each true positive: made monotone from the
 * right, read at the first true positive that reaches the threshold, 0 where none does. Rounded as in pycocotools'
 * `accumulate` (np.spacing(1) in the denominator, `searchsorted` from the left).
 *
 * @param positives number of boxes, above 0
 * @param precision receives one value a recall threshold
 * @param recalls ascending recall thresholds
 * @returns for each recall threshold the index of the true positive read, or -1
 */
export function samplePrecision(
  misses: Int32Array,
  positives: number,
  precision: Float64Array,
  recalls: readonly number[] = RECALL_THRESHOLDS,
): Int32Array {
  const monotone = new Float64Array(misses.length)
  let best = 0
  for (let index = misses.length - 1; index >= 0; index--) {
    const value = (index + 1) / (misses[index] + (index + 1) + Number.EPSILON)
    if (value > best) best = value
    monotone[index] = best
  }
  const hitsRead = new Int32Array(recalls.length)
  let hit = 0
  for (let sample = 0; sample < recalls.length; sample++) {
    while (hit < misses.length && (hit + 1) / positives < recalls[sample]) hit++
    precision[sample] = hit < misses.length ? monotone[hit] : 0
    hitsRead[sample] = hit < misses.length ? hit : -1
  }
  return hitsRead
}
