import type { Measured } from './measured.ts'

/** What is tried with every unit: all else quantized, nothing else quantized, or estimated from a few passes. */
export const MODES = ['one-off', 'one-on', 'fast'] as const

export type SensitivityMode = (typeof MODES)[number]

/** A block or layer with what it comes to. */
export interface ValuedUnit {
  readonly name: string
  readonly value: number
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
 * all others come those that were decided on fewer images.
 */
export function ranked(units: readonly ValuedUnit[], mode: SensitivityMode): RankedUnit[] {
  const sign = mode === 'one-on' ? 1 : -1
  const seen = ({ measured }: ValuedUnit): number => measured?.images ?? Infinity
  const all = units.reduce((most, unit) => Math.max(most, seen(unit)), 0)
  const [decided, rest] = [true, false].map((early) => units.filter((unit) => seen(unit) < all === early))
  const compare = ({ value: one }: ValuedUnit, { value: other }: ValuedUnit): number =>
    one === other ? 0 : sign * (one < other ? -1 : 1)
  return [...rest.toSorted(compare), ...decided.toSorted(compare)].map((unit, index) => ({
    ...unit,
    rank: index + 1,
  }))
}
