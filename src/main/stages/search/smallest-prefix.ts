/**
 * Length of a prefix that is enough while the one that is shorter by one is not: lengths are doubled until one is
 * enough, then halved in between. Where being enough is monotone this is the shortest of all; else one of several.
 *
 * @param isEnough asked for lengths 0 … most, for each at most once
 * @returns null where not even the longest is enough
 */
export async function smallestPrefix(
  most: number,
  isEnough: (length: number) => Promise<boolean>,
): Promise<number | null> {
  let [short, enough] = [-1, 0]
  while (!(await isEnough(enough))) {
    if (enough === most) return null
    short = enough
    enough = Math.min(most, Math.max(1, 2 * enough))
  }
  while (enough - short > 1) {
    const middle = Math.floor((short + enough) / 2)
    if (await isEnough(middle)) enough = middle
    else short = middle
  }
  return enough
}
