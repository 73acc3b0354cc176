import { median } from '../base/quantiles.ts'

/** Fewer units do not tell noise from what sets them apart. */
const FEWEST = 4

/**
 * Standard error of a unit's value, from the values that two halves of the images gave: what one half is harder for all
 * units alike is taken off as the median, and the rest is pooled over the units. null where too few are known.
 */
export function halfNoise(halves: readonly (readonly [number, number])[]): number | null {
  const differences = halves.map(([one, other]) => one - other).filter(Number.isFinite)
  if (differences.length < FEWEST) return null
  const common = median(differences)
  const variance =
    differences.reduce((sum, difference) => sum + (difference - common) ** 2, 0) / (differences.length - 1)
  // The mean of two halves varies half as much as their difference.
  return Math.sqrt(variance) / 2
}
