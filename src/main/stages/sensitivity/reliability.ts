import { spearman } from './rank-agreement.ts'

/** How far an order would come out the same on other images. */
export interface Reliability {
  /** Spearman's correlation of the orders that two halves of the images give. */
  readonly splitHalf: number
  /** What all images together would reach against as many others, 0 … 1. */
  readonly whole: number
}

/**
 * Split-half reliability of an order, stepped up to all images by Spearman and Brown's formula 2r / (1 + r) (both 1910,
 * British Journal of Psychology 3). The square root of `whole` is what an order without any error would correlate with
 * this one. Null for fewer than two units, or where a half tells none from the others.
 *
 * @param halves of every unit the value that either half of the images gives
 */
export function reliabilityOf(halves: readonly (readonly [number, number] | null)[]): Reliability | null {
  const known = halves.flatMap((pair) => (pair === null ? [] : [pair]))
  const splitHalf = spearman(
    known.map(([first]) => first),
    known.map(([, second]) => second),
  )
  if (known.length < halves.length || Number.isNaN(splitHalf)) return null
  const positive = Math.max(splitHalf, 0)
  return { splitHalf, whole: (2 * positive) / (1 + positive) }
}

/** What an order without any error can be expected to correlate with one of this reliability. */
export function attainable({ whole }: Reliability): number {
  return Math.sqrt(whole)
}
