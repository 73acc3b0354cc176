import { smallestPrefix } from './smallest-prefix.ts'

/**
 * A small part of an ordered list that is enough. The last of the shortest prefix that is enough is indispensable there:
 * it moves to the front and the shortest prefix is looked for anew, which makes up for what the order ranked too low
 * (as QuickXplain finds minimal conflicts, Junker 2004). That goes on for as long as a round spares more items than
 * questions.
 *
 * @param isEnough asked for any part of the list; the whole list is never asked about
 * @returns null where not even all but the last are enough
 */
export async function enoughOf<Item>(
  order: readonly Item[],
  isEnough: (part: readonly Item[]) => Promise<boolean>,
): Promise<Item[] | null> {
  const length = await smallestPrefix(order.length - 1, (count) => isEnough(order.slice(0, count)))
  if (length === null) return null
  let kept = order.slice(0, length)
  const needed: Item[] = []
  while (kept.length > needed.length) {
    needed.push(...kept.slice(-1))
    const rest = order.filter((item) => kept.includes(item) && !needed.includes(item))
    let asked = 0
    const more = await smallestPrefix(rest.length, (count) => {
      asked++
      return isEnough([...needed, ...rest.slice(0, count)])
    })
    const spared = rest.length - (more ?? rest.length)
    kept = [...needed, ...rest.slice(0, rest.length - spared)]
    if (spared < asked) break
  }
  return kept
}
