export interface Range {
  readonly min: number
  readonly max: number
}

/** Smallest and largest value; NaN does not count. */
export function valueRange(values: Float32Array): Range {
  let min = Infinity
  let max = -Infinity
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min, max }
}

/** Room for rounding in float16 exports. */
const SLACK = 1e-3

/** True where a range lies within 0 … 1, as probabilities do. */
export function isProbability({ min, max }: Range): boolean {
  return min >= -SLACK && max <= 1 + SLACK
}
