/** Ranks from 1, the smallest value first; equal values share the mean of their ranks. */
export function fractionalRanks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a] - values[b])
  const ranks = new Array<number>(values.length)
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]] === values[order[start]]) end++
    for (let place = start; place < end; place++) ranks[order[place]] = (start + 1 + end) / 2
  }
  return ranks
}

/**
 * Spearman's rank correlation: Pearson's of the ranks, so that ties count as what they are. NaN for fewer than two
 * pairs or where one side is all equal.
 */
export function spearman(one: readonly number[], other: readonly number[]): number {
  const [first, second] = [fractionalRanks(one), fractionalRanks(other)]
  const mean = (first.length + 1) / 2
  let both = 0
  let ofFirst = 0
  let ofSecond = 0
  first.forEach((rank, index) => {
    both += (rank - mean) * (second[index] - mean)
    ofFirst += (rank - mean) ** 2
    ofSecond += (second[index] - mean) ** 2
  })
  return both / Math.sqrt(ofFirst * ofSecond)
}
