import type { Graph } from '../../onnx/graph.ts'
import type { Node } from '../../onnx/node.ts'

/**
 * Sorts nodes into levels: none of a level depends on another of it, and all that a node depends on stand in levels
 * before its own. What is done to a level changes nothing that its own nodes read.
 */
export function levelsOf(graph: Graph, nodes: ReadonlySet<Node>): Node[][] {
  const depths = new Map<Node, number>()
  for (const node of graph.topologicalOrder()) {
    const before = [...node.inputs, ...node.captures].map((value) => depths.get(value?.producer ?? node) ?? 0)
    depths.set(node, Math.max(0, ...before) + (nodes.has(node) ? 1 : 0))
  }
  const byDepth = Map.groupBy(nodes, (node) => depths.get(node) ?? 0)
  return [...byDepth].toSorted(([one], [other]) => one - other).map(([, level]) => level)
}
