import type { GraphData, GraphEdge, GraphNode, NodePrecision } from './graph-data.ts'

/** Something that is drawn: a node, or a block that stands for several. */
export interface DrawnNode {
  id: string
  label: string
  /** Second line. */
  note: string
  op: string
  block: string
  precision: NodePrecision
  quantizer: boolean
  share: number | null
  /** The nodes that a block stands for; empty for a node. */
  members: readonly GraphNode[]
}

export interface DrawnGraph {
  nodes: readonly DrawnNode[]
  edges: readonly (GraphEdge & { id: string })[]
}

/** Graphs with more nodes than this begin with their blocks closed. */
export const FEW_NODES = 120

export const blockId = (block: string) => `block ${block}`

/** Blocks with more than one node, in the order of the graph. */
export function blocksOf({ nodes }: GraphData): string[] {
  const sizes = new Map<string, number>()
  for (const { block } of nodes) if (block !== '') sizes.set(block, (sizes.get(block) ?? 0) + 1)
  return [...sizes].flatMap(([block, size]) => (size > 1 ? [block] : []))
}

/** The graph with all but the `open` blocks folded into one node each. */
export function collapsed(
  graph: GraphData,
  open: ReadonlySet<string>,
  noteOf: (count: number) => string,
): DrawnGraph {
  const closed = new Set(blocksOf(graph).filter((block) => !open.has(block)))
  const placeOf = new Map(graph.nodes.map(({ id, block }) => [id, closed.has(block) ? blockId(block) : id]))
  const groups = Map.groupBy(graph.nodes, ({ id }) => placeOf.get(id) ?? id)
  const nodes = Array.from(groups, ([id, members]) =>
    closed.has(members[0].block) ? blockNode(id, members, noteOf) : plainNode(members[0]),
  )
  const edges = new Map<string, GraphEdge & { id: string }>()
  for (const { from, to, tensor } of graph.edges) {
    const [source, target] = [placeOf.get(from), placeOf.get(to)]
    if (source === undefined || target === undefined || source === target) continue
    const id = `${source} → ${target}`
    if (!edges.has(id)) edges.set(id, { id, from: source, to: target, tensor })
  }
  return { nodes, edges: [...edges.values()] }
}

function plainNode(node: GraphNode): DrawnNode {
  const { id, op, layer, block, precision, quantizer, share } = node
  const time = share === null ? '' : `${(share * 100).toFixed(1)}%`
  const note = quantizer ? '' : [layer, time].filter(Boolean).join(' · ')
  return { id, label: op, note, op, block, precision, quantizer, share, members: [] }
}

function blockNode(id: string, members: readonly GraphNode[], noteOf: (count: number) => string): DrawnNode {
  const [{ block }] = members
  const shares = members.flatMap(({ share }) => (share === null ? [] : [share]))
  return {
    id,
    label: block,
    note: noteOf(members.length),
    op: '',
    block,
    precision: blockPrecision(members),
    quantizer: false,
    share: shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0),
    members,
  }
}

/** What a block's layers (else its nodes) compute in, if all do alike. */
function blockPrecision(members: readonly GraphNode[]): NodePrecision {
  const computing = members.filter(({ quantizer, precision }) => !quantizer && precision !== 'none')
  const layers = computing.filter(({ layer }) => layer !== '')
  const all = new Set((layers.length > 0 ? layers : computing).map(({ precision }) => precision))
  const [only] = all
  if (only === undefined) return 'none'
  return all.size === 1 ? only : 'mixed'
}
