import type { SensitivityUnit } from '../sensitivity/units.ts'

/** A unit that a search may leave float. */
export interface Candidate extends SensitivityUnit {
  /** Estimated share of the quantization error that goes when it is float, 0 … 1. */
  readonly gain: number
  /** What it costs to leave it float, in the cost model's unit; it may be negative for measured times. */
  readonly cost: number
}

/** The largest estimated gain first; equal ones stay in the order of the graph. */
export function byGain(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((one, other) => other.gain - one.gain)
}

/** The largest estimated gain for its cost first; those that cost nothing come before all others. */
export function byGainPerCost(candidates: readonly Candidate[]): Candidate[] {
  const isFree = ({ cost }: Candidate): number => (cost <= 0 ? 0 : 1)
  const ratio = ({ gain, cost }: Candidate): number => (cost <= 0 ? gain : gain / cost)
  return candidates.toSorted((one, other) => isFree(one) - isFree(other) || ratio(other) - ratio(one))
}

/** The most expensive first, among equals the one with the least estimated gain. */
export function byCost(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((one, other) => other.cost - one.cost || one.gain - other.gain)
}

/** What leaving them float costs together. */
export function costOfAll(candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, { cost }) => sum + cost, 0)
}
