import { graphlib, layout } from '@dagrejs/dagre'
import { depthFirstOrder } from './depth-first-order.ts'
import { layerRanks, withoutCycles } from './layer-ranks.ts'

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

const SPACING = { rankdir: 'TB', nodesep: 24, edgesep: 12, marginx: 24, marginy: 24 } as const
/** Pixels between layers. */
const APART = 30

type Graph = ReturnType<typeof newGraph>
const newGraph = () => new graphlib.Graph({ multigraph: true })

/** dagre ranks a graph by itself, with a layer between any two for the labels of edges. */
function rankedByDagre({ nodes, edges }: LayoutRequest): Graph {
  const graph = newGraph()
  graph.setGraph({ ...SPACING, ranksep: APART, ranker: 'network-simplex' })
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height })
  for (const { id, from, to } of edges) graph.setEdge(from, to, {}, id)
  return graph
}

/**
 * The same with ranks of our own: dagre's recursion runs out of stack on chains of a thousand nodes, and without its
 * layers for labels, of which there are none, there is half as much to place.
 */
function rankedBefore({ nodes, edges }: LayoutRequest): Graph {
  const graph = newGraph()
  // dagre halves the distance for the layers that it adds.
  graph.setGraph({ ...SPACING, ranksep: 2 * APART, ranker: 'none', acyclicer: 'greedy' })
  const ids = nodes.map(({ id }) => id)
  const downwards = withoutCycles(ids, edges)
  const ranks = layerRanks(ids, downwards)
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height, rank: ranks.get(id) })
  for (const { id, from, to } of downwards) graph.setEdge(from, to, {}, id)
  return graph
}

/** Farther than any node. */
const AWAY = -1e7

/** dagre counts on a bend in every edge; those between neighbouring layers get one that is dropped again. */
function bendAll(graph: Graph): void {
  for (const edge of graph.edges()) graph.edge(edge).points ??= [{ x: AWAY, y: AWAY }]
}

function orderDepthFirst(graph: Graph): void {
  const order = depthFirstOrder({
    ids: graph.nodes(),
    rankOf: (id) => Number(graph.node(id).rank),
    successors: (id) => graph.successors(id) ?? [],
  })
  for (const [id, place] of order) graph.node(id).order = place
}

function layOut(request: LayoutRequest): Graph {
  const { length } = request.nodes
  const graph = length > MANY ? rankedBefore(request) : rankedByDagre(request)
  if (length <= MANY) layout(graph)
  else {
    layout(graph, {
      customOrder: (layered: Graph, order: (graph: Graph) => void) => {
        bendAll(layered)
        if (length > VERY_MANY) orderDepthFirst(layered)
        else order(layered)
      },
    })
  }
  return graph
}

/** Layered positions from top to bottom (Sugiyama's method, as dagre has it). */
export function layoutGraph(request: LayoutRequest): LayoutResult {
  const { nodes, edges } = request
  const graph = layOut(request)
  const places = Object.fromEntries(
    nodes.map(({ id }) => {
      const { x, y } = graph.node(id)
      return [id, { x: Number(x), y: Number(y) }]
    }),
  )
  const bends = Object.fromEntries(
    edges.map(({ id, from, to }) => {
      const turned = graph.edge(to, from, id)?.points
      return [id, innerPoints(graph.edge(from, to, id)?.points ?? turned?.toReversed())]
    }),
  )
  const { width = 0, height = 0 } = graph.graph()
  return { nodes: places, edges: bends, width: Number(width), height: Number(height) }
}

/** Without the first and the last, which lie on the borders of the nodes. */
function innerPoints(points: readonly Place[] | undefined): Place[] {
  return (points ?? [])
    .slice(1, -1)
    .filter(({ x }) => x > AWAY / 2)
    .map(({ x, y }) => ({ x, y }))
}
