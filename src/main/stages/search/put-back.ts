/**
 * Takes items out of a set that is enough, one at a time, for as long as the rest is enough: backward elimination. It
 * ends where no single item can be spared any more, which in the end every one of them was asked about.
 *
 * @param order the items in which to try them, the one that is most worth sparing first
 * @param isEnough asked for sets in the order of `order`; the same set may come again
 */
export async function putBack<Item>(
  order: readonly Item[],
  isEnough: (kept: readonly Item[]) => Promise<boolean>,
): Promise<Item[]> {
  let kept = [...order]
  for (let before = Infinity; kept.length < before;) {
    before = kept.length
    for (const item of [...kept]) {
      const rest = kept.filter((other) => other !== item)
      if (await isEnough(rest)) kept = rest
    }
  }
  return kept
}
