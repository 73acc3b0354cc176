import { errorCurve } from '../../calib/error-curve.ts'
import type { Histogram } from '../../calib/histogram.ts'
import { computeMethods } from '../../calib/methods.ts'
import type { TensorHistogram } from '../../../shared/contract/layer.ts'

/** A histogram as the interface has it: every method's amax, and what INT8 costs over amax. */
export function histogramView(
  tensor: string,
  histogram: Histogram,
  { amax, percentile }: { amax: number | null; percentile?: number },
): TensorHistogram {
  const methods = computeMethods(histogram, { percentile })
  const marks = [...Object.values(methods), ...(amax === null ? [] : [amax])]
  return {
    tensor,
    width: histogram.width,
    counts: Array.from(histogram.counts),
    methods,
    amax,
    curve: errorCurve(histogram, marks),
  }
}
