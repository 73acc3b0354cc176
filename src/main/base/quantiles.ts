/** Percentile by linear interpolation between the two nearest ranks (NumPy's default). `sorted` ascending, not empty. */
export function percentileOf(sorted: ArrayLike<number>, percent: number): number {
  const rank = ((sorted.length - 1) * percent) / 100
  const below = Math.floor(rank)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (sorted[above] - sorted[below]) * (rank - below)
}

/** Median of at least one value; of an even number, the mean of the middle two. */
export function median(values: readonly number[]): number {
  return percentileOf(Float64Array.from(values).sort(), 50)
}

/** The item that stands in the middle when at least one is sorted by a value; of the middle two, the larger one. */
export function middleBy<T>(items: readonly T[], value: (item: T) => number): T {
  return items.toSorted((one, other) => value(one) - value(other))[items.length >> 1]
}
