import { enginePrecision } from '../graphs/engine-data.ts'
import type { Precision } from '../../theme/precision.ts'

/** The mark of what an engine's layer computes in; INT8 is TensorRT's here, whoever asked for it. */
export function markOf(precision: string): Precision | null {
  const drawn = enginePrecision(precision)
  if (drawn === 'int8') return 'trt'
  return drawn === 'fp16' || drawn === 'fp32' ? drawn : null
}

/** As people write it: `INT8`. */
export function precisionName(precision: string): string {
  return precision === 'unknown' ? '–' : precision.toUpperCase()
}
