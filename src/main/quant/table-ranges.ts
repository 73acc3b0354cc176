import { DEFAULT_PERCENTILE } from '../calib/methods.ts'
import type { CalibrationTable } from '../calib/table.ts'
import type { RangeSource } from './resolve-ranges.ts'
import type { WeightRanges } from './weight-ranges.ts'

/**
 * Activation ranges from a saved table: by the method asked for where the table has it, which for percentiles means
 * the very same one. It has no histograms to merge; tensors that shared a scale when it was made still do.
 */
export function rangesFromTable(table: CalibrationTable): RangeSource {
  const stored = table.percentile ?? DEFAULT_PERCENTILE
  return {
    amax(tensor, { method, percentile }) {
      const entry = table.activations[tensor]
      if (entry === undefined || (method === 'percentile' && percentile !== stored)) return undefined
      return entry.methods[method] ?? (method === table.method ? entry.amax : undefined)
    },
    merged(tensors, { method }) {
      const [used, ...others] = new Set(tensors.map((tensor) => table.activations[tensor]?.used))
      return others.length === 0 && method === table.method ? used : undefined
    },
  }
}

/** Weight ranges from a saved table; only those taken along the axis asked for. */
export function weightRangesFromTable(table: CalibrationTable): WeightRanges {
  return (tensor, axis) => {
    const entry = table.weights[tensor]
    return entry?.axis === axis ? entry.amax : undefined
  }
}
