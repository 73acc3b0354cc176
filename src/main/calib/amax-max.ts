import type { Histogram } from './histogram.ts'
import { ZERO_AMAX } from './scale.ts'

/** The largest |x| that came by, exactly; `ZERO_AMAX` when all were zero. */
export function amaxByMax(histogram: Histogram): number {
  return histogram.max > 0 ? histogram.max : ZERO_AMAX
}
