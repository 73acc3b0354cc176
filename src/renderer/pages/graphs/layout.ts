import { graphlib, layout } from '@dagrejs/dagre'

export interface LayoutRequest {
  nodes: readonly { id: string; width: number; height: number }[]
  edges: readonly { id: string; from: string; to: string }[]
}

export interface Place {
  x: number
  y: number
}

export interface LayoutResult {
  nodes: Record<string, Place>
  /** Bends of each edge between its two nodes. */
  edges: Record<string, Place[]>
  width: number
  height: number
}

/** Above this many nodes the exact ranking takes seconds, and the simple one looks much the same. */
const MANY = 300
/** Above this many, sweeps against crossings are left out too: the order of a depth-first search is kept. */
const VERY_MANY = 1000

/** Layered positions from top to bottom (Sugiyama's method, as dagre has it). */
export function layoutGraph({ nodes, edges }: LayoutRequest): LayoutResult {
  const graph = new graphlib.Graph({ multigraph: true })
  const ranker = nodes.length > MANY ? 'longest-path' : 'network-simplex'
  graph.setGraph({ rankdir: 'TB', nodesep: 24, ranksep: 30, edgesep: 12, marginx: 24, marginy: 24, ranker })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height })
  for (const { id, from, to } of edges) graph.setEdge(from, to, {}, id)
  layout(graph, { disableOptimalOrderHeuristic: nodes.length > VERY_MANY })
  const places = Object.fromEntries(
    nodes.map(({ id }) => {
      const { x, y } = graph.node(id)
      return [id, { x: Number(x), y: Number(y) }]
    }),
  )
  const bends = Object.fromEntries(
    edges.map(({ id, from, to }) => [id, innerPoints(graph.edge(from, to, id)?.points)]),
  )
  const { width = 0, height = 0 } = graph.graph()
  return { nodes: places, edges: bends, width: Number(width), height: Number(height) }
}

/** Without the first and the last, which lie on the borders of the nodes. */
function innerPoints(points: readonly Place[] | undefined): Place[] {
  return (points ?? []).slice(1, -1).map(({ x, y }) => ({ x, y }))
}
