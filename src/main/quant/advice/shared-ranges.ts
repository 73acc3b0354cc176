import type { Histogram } from '../../calib/histogram.ts'
import { computeAmax } from '../../calib/methods.ts'
import type { Recipe } from '../recipe.ts'

/** amax of one histogram by a recipe's method. */
export function histogramRange(histogram: Histogram, { method, percentile }: Recipe): number {
  return computeAmax(histogram, method, { percentile })
}
