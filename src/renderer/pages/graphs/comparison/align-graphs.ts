import type { GraphData, GraphNode } from '../graph-data.ts'

/** What stands for the same on both sides: a layer of an engine may have taken in many nodes of a model. */
export interface AlignedGroup {
  left: readonly GraphNode[]
  right: readonly GraphNode[]
}

/** Partners of each node on the other side, by id; nothing for one that stands alone. */
interface Links {
  left: Map<string, Set<string>>
  right: Map<string, Set<string>>
}

/**
 * Which nodes of two graphs of one network stand for the same: by the ONNX nodes that they come from, else by the path
 * of their layer and their operator where that is unique, else by what stands before them. Nodes without a partner are
 * groups of their own; groups come in the order of the graphs.
 */
export function alignGraphs(left: GraphData, right: GraphData): AlignedGroup[] {
  const links: Links = { left: new Map(), right: new Map() }
  linkEqual(left, right, links, ({ origins }) => origins, false)
  linkEqual(left, right, links, ({ layer, op }) => (layer === '' ? [] : [`${layer} ${op}`]), true)
  linkByNeighbours(left, right, links)
  return inOrder(groupsOf(left, right, links), left, right)
}

function link({ left, right }: Links, a: string, b: string): void {
  left.set(a, (left.get(a) ?? new Set()).add(b))
  right.set(b, (right.get(b) ?? new Set()).add(a))
}

/** Links what has a key in common; where `lone`, only what has no partner yet and is the only one with its key. */
function linkEqual(
  left: GraphData,
  right: GraphData,
  links: Links,
  keysOf: (node: GraphNode) => readonly string[],
  lone: boolean,
): void {
  const byKey = (nodes: readonly GraphNode[], known: ReadonlyMap<string, unknown>) => {
    const free = lone ? nodes.filter(({ id }) => !known.has(id)) : nodes
    const entries = free.flatMap((node) => keysOf(node).map((key) => ({ key, node })))
    return Map.groupBy(entries, ({ key }) => key)
  }
  const others = byKey(right.nodes, links.right)
  for (const [key, owners] of byKey(left.nodes, links.left)) {
    const found = others.get(key) ?? []
    if (lone && (owners.length !== 1 || found.length !== 1)) continue
    for (const a of owners) for (const b of found) link(links, a.node.id, b.node.id)
  }
}

/** Links nodes alike in operator whose sources are partners, from the inputs on. */
function linkByNeighbours(left: GraphData, right: GraphData, links: Links): void {
  const [sources, readers] = [sourcesOf(left), readersOf(sourcesOf(right))]
  const rightNodes = new Map(right.nodes.map((node) => [node.id, node]))
  for (const node of left.nodes) {
    if (node.quantizer || links.left.has(node.id)) continue
    const before = (sources.get(node.id) ?? []).flatMap((id) => [...(links.left.get(id) ?? [])])
    const found = new Set(before.flatMap((id) => readers.get(id) ?? []))
    const alike = [...found].filter((id) => !links.right.has(id) && rightNodes.get(id)?.op === node.op)
    if (alike.length === 1) link(links, node.id, alike[0])
  }
}

/** The nodes before each node, looking through quantizers. */
function sourcesOf({ nodes, edges }: GraphData): Map<string, string[]> {
  const direct = Map.groupBy(edges, ({ to }) => to)
  const quantizers = new Set(nodes.flatMap(({ id, quantizer }) => (quantizer ? [id] : [])))
  const before = (id: string): string[] =>
    (direct.get(id) ?? []).flatMap(({ from }) => (quantizers.has(from) ? before(from) : [from]))
  return new Map(nodes.map(({ id }) => [id, before(id)]))
}

function readersOf(sources: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const readers = new Map<string, string[]>()
  for (const [id, before] of sources)
    for (const source of before) readers.set(source, [...(readers.get(source) ?? []), id])
  return readers
}

function groupsOf(left: GraphData, right: GraphData, links: Links): AlignedGroup[] {
  const byId = {
    left: new Map(left.nodes.map((node) => [node.id, node])),
    right: new Map(right.nodes.map((node) => [node.id, node])),
  }
  const seen = { left: new Set<string>(), right: new Set<string>() }
  const collect = (start: string, side: 'left' | 'right'): AlignedGroup => {
    const group: { left: GraphNode[]; right: GraphNode[] } = { left: [], right: [] }
    const waiting = [{ id: start, side }]
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const node = byId[next.side].get(next.id)
      if (node === undefined || seen[next.side].has(next.id)) continue
      seen[next.side].add(next.id)
      group[next.side].push(node)
      const other = next.side === 'left' ? 'right' : 'left'
      for (const id of links[next.side].get(next.id) ?? []) waiting.push({ id, side: other })
    }
    return group
  }
  const startAt = (nodes: readonly GraphNode[], side: 'left' | 'right') =>
    nodes.flatMap(({ id }) => (seen[side].has(id) ? [] : [collect(id, side)]))
  return [...startAt(left.nodes, 'left'), ...startAt(right.nodes, 'right')]
}

/** By the place on the right; what is on the left alone comes behind the group before it. */
function inOrder(groups: readonly AlignedGroup[], left: GraphData, right: GraphData): AlignedGroup[] {
  const at = new Map(right.nodes.map(({ id }, index) => [id, index]))
  const place = new Map<AlignedGroup, number>()
  const groupOf = new Map(groups.flatMap((group) => group.left.map(({ id }) => [id, group] as const)))
  for (const group of groups)
    if (group.right.length > 0) place.set(group, Math.min(...group.right.map(({ id }) => at.get(id) ?? 0)))
  let last = -1
  for (const { id } of left.nodes) {
    const group = groupOf.get(id)
    if (group === undefined) continue
    const known = place.get(group)
    if (known === undefined) place.set(group, last + 0.5)
    else last = known
  }
  return groups.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))
}
