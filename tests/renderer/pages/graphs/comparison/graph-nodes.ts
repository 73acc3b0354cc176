import type { GraphData, GraphNode } from '../../../../../src/renderer/pages/graphs/graph-data.ts'

/** A node with its name as its origin. */
export function graphNode(id: string, op: string, more: Partial<GraphNode> = {}): GraphNode {
  const name = more.name ?? id
  return {
    ...{ id, name, op, origins: [name], layer: '', block: '', precision: 'fp32' },
    ...{ quantizer: false, scale: null, share: null, ms: null, facts: [], inputs: [], outputs: [] },
    ...more,
  }
}

/** A graph whose edges are written as `a b`. */
export function graphOf(nodes: GraphNode[], edges: string[], kind: GraphData['kind'] = 'model'): GraphData {
  return {
    kind,
    nodes,
    edges: edges.map((edge) => {
      const [from, to] = edge.split(' ')
      return { from, to, tensor: edge }
    }),
  }
}
