interface Ends {
  from: string
  to: string
}

function groupEdges<Edge extends Ends>(edges: readonly Edge[], end: 'from' | 'to'): Map<string, Edge[]> {
  return Map.groupBy(edges, (edge) => edge[end])
}

/**
 * The edges with those turned round that close a cycle, as folded blocks may have one: a depth-first search comes back
 * along them. Without recursion, so that the depth of a graph is no limit.
 */
export function withoutCycles<Edge extends Ends>(ids: readonly string[], edges: readonly Edge[]): Edge[] {
  const leaving = groupEdges(edges, 'from')
  const begun = new Set<string>()
  const done = new Set<string>()
  const turned = new Set<Edge>()
  for (const root of ids) {
    if (begun.has(root)) continue
    begun.add(root)
    const path = [{ id: root, next: 0 }]
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = leaving.get(top.id)?.[top.next++]
      if (edge === undefined) {
        done.add(top.id)
        path.pop()
      } else if (!begun.has(edge.to)) {
        begun.add(edge.to)
        path.push({ id: edge.to, next: 0 })
      } else if (!done.has(edge.to)) turned.add(edge)
    }
  }
  return edges.map((edge) => (turned.has(edge) ? { ...edge, from: edge.to, to: edge.from } : edge))
}

/**
 * The layer of every node of a graph without cycles, from 0 downwards: each as low as what reads it allows, so that
 * edges are short.
 */
export function layerRanks(ids: readonly string[], edges: readonly Ends[]): Map<string, number> {
  const entering = groupEdges(edges, 'to')
  const unread = new Map(ids.map((id) => [id, 0]))
  for (const { from } of edges) unread.set(from, (unread.get(from) ?? 0) + 1)
  const heights = new Map<string, number>()
  const ready = ids.filter((id) => unread.get(id) === 0)
  for (const id of ready) {
    const height = heights.get(id) ?? 0
    heights.set(id, height)
    for (const { from } of entering.get(id) ?? []) {
      heights.set(from, Math.max(heights.get(from) ?? 0, height + 1))
      const left = (unread.get(from) ?? 0) - 1
      unread.set(from, left)
      if (left === 0) ready.push(from)
    }
  }
  const highest = ready.reduce((most, id) => Math.max(most, heights.get(id) ?? 0), 0)
  return new Map(ids.map((id) => [id, highest - (heights.get(id) ?? 0)]))
}
