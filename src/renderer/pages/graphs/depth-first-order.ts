/** What the order within layers needs to know of a graph. */
export interface Layered {
  ids: readonly string[]
  rankOf: (id: string) => number
  successors: (id: string) => readonly string[]
}

/** The order of nodes within their layers in which a depth-first search from the top finds them. */
export function depthFirstOrder({ ids, rankOf, successors }: Layered): Map<string, number> {
  const found = new Map<string, number>()
  const lengths = new Map<number, number>()
  for (const root of ids.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const waiting = [root]
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (found.has(id)) continue
      const rank = rankOf(id)
      const place = lengths.get(rank) ?? 0
      found.set(id, place)
      lengths.set(rank, place + 1)
      waiting.push(...successors(id).toReversed())
    }
  }
  return found
}
