import type { Measured } from './measured.ts'

/** What is tried with every unit: all else quantized, nothing else quantized, or estimated from a few passes. */
export const MODES = ['one-off', 'one-on', 'fast'] as const

export type SensitivityMode = (typeof MODES)[number]

/** A block or layer with what it comes to. */
export interface ValuedUnit {
  readonly name: string
  /** Null where it was given up before all images were seen: what few images say compares with nothing. */
  readonly value: number | null
  /** Where it was measured. */
  readonly measured: Measured | null
  /** What it took, in milliseconds. */
  readonly milliseconds: number
  /** What either half of the images says of `value`; null where they were not told apart. */
  readonly halves?: readonly [number, number] | null
}

export interface RankedUnit extends ValuedUnit {
  /** From 1, the most sensitive first. */
  readonly rank: number
}

/**
 * The units, the most sensitive first: with one unit float, where the result is best; with one unit quantized, where it
 * is worst; by an estimate, where its share of the error is largest. Equal ones stay in the order of the graph. Behind
 * all others come those that were given up.
 */
export function ranked(units: readonly ValuedUnit[], mode: SensitivityMode): RankedUnit[] {
  const sign = mode === 'one-on' ? 1 : -1
  const compare = ({ value: one }: ValuedUnit, { value: other }: ValuedUnit): number => {
    if (one === other) return 0
    if (one === null || other === null) return one === null ? 1 : -1
    return sign * (one < other ? -1 : 1)
  }
  return units.toSorted(compare).map((unit, index) => ({ ...unit, rank: index + 1 }))
}
