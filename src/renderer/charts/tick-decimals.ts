const TICKS = 5

/**
 * Decimals that tell the ticks of a linear axis over a range apart, when they stand 1, 2, 3 or 5 times a power of ten
 * apart, about five of them. Undefined for a range without extent.
 */
export function tickDecimals(least: number, largest: number): number | undefined {
  const step = (largest - least) / TICKS
  if (!(step > 0) || !Number.isFinite(step)) return undefined
  const exponent = Math.floor(Math.log10(step))
  const roundsUp = step / 10 ** exponent >= 7
  return Math.max(0, -(roundsUp ? exponent + 1 : exponent))
}
