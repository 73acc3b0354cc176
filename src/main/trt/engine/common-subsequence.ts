/**
 * The heaviest sequence of pairs that two lists have in common in order (dynamic programming over all pairs, n · m
 * comparisons). `weight` is 0 for what does not match. Where several are equally heavy, the one whose pairs come first.
 */
export function commonSubsequence<One, Other>(
  ours: readonly One[],
  theirs: readonly Other[],
  weight: (one: One, other: Other) => number,
): [One, Other][] {
  const width = theirs.length + 1
  const pair = new Float64Array(ours.length * width)
  const best = new Float64Array((ours.length + 1) * width)
  for (let i = ours.length - 1; i >= 0; i--) {
    for (let j = theirs.length - 1; j >= 0; j--) {
      const at = i * width + j
      const own = weight(ours[i], theirs[j])
      pair[at] = own > 0 ? own + best[at + width + 1] : 0
      best[at] = Math.max(pair[at], best[at + width], best[at + 1])
    }
  }
  const pairs: [One, Other][] = []
  for (let i = 0, j = 0; i < ours.length && j < theirs.length;) {
    const at = i * width + j
    if (pair[at] > 0 && pair[at] === best[at]) pairs.push([ours[i++], theirs[j++]])
    else if (best[at + width] >= best[at + 1]) i++
    else j++
  }
  return pairs
}
