import type { SensitivitySpec } from './spec.ts'
import type { SensitivityUnit } from './units.ts'

/** What a unit's quantization is estimated to do to the detector's outputs. */
export interface UnitEstimate {
  readonly name: string
  /** Share of the error of all units together, 0 … 1. */
  readonly value: number
  /** The same of what its layers read, and of their weights; null where the method does not tell them apart. */
  readonly activations: number | null
  readonly weights: number | null
  /** Signal to noise with this unit alone quantized, in dB, of the raw outputs and of what its block hands on. */
  readonly sqnr: number | null
  readonly blockSqnr: number | null
  /** What every other image, and the rest, say of `value`, in a unit of their own; null where it is not told apart. */
  readonly halves: readonly [number, number] | null
}

/** What an estimate starts from. */
export interface EstimateWork extends SensitivitySpec {
  readonly units: readonly SensitivityUnit[]
}

/** Numbers as shares of their sum; all 0 where that is 0. */
export function sharesOf(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0)
  return values.map((value) => (sum === 0 ? 0 : value / sum))
}
