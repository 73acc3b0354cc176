/** The logistic function, rounded to float32. */
export function sigmoid(value: number): number {
  return Math.fround(1 / (1 + Math.exp(-value)))
}

/**
 * A logit below which the sigmoid is certainly not above `probability`, whatever the rounding: lets a scan skip
 * nearly all values without an exponential.
 */
export function logitBelow(probability: number): number {
  if (probability <= 0) return -Infinity
  return Math.log(probability / (1 - probability)) - 1e-4
}
