import { PRECISION_SHAPES, type Precision } from '../theme/precision.ts'

/** The mark of a precision as ECharts takes it, the same outline as PrecisionMark draws. */
export function markOf(precision: Precision | null): string {
  return precision === null ? 'emptyCircle' : `path://${PRECISION_SHAPES[precision]}`
}
