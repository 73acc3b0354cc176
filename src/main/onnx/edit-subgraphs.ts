import { graphFromProto, graphToProto } from './graph-proto.ts'
import type { Graph } from './graph.ts'
import type { Node } from './node.ts'
import type { AttributeProto, GraphProto } from './proto.ts'

/**
 * Runs an edit over every graph that a node holds (If, Loop, Scan), innermost ones left to the edit itself. Values of
 * the graph around it appear in there without a producer. @returns whether any edit said that it changed something.
 */
export function editSubgraphs(graph: Graph, node: Node, edit: (inner: Graph) => boolean): boolean {
  let changed = false
  const edited = (proto: GraphProto): GraphProto => {
    const inner = graphFromProto(proto, node.describe())
    if (!edit(inner)) return proto
    changed = true
    return graphToProto(inner)
  }
  for (const attribute of node.attributes.values()) editAttribute(attribute, edited)
  if (changed) graph.refreshCaptures(node)
  return changed
}

function editAttribute(attribute: AttributeProto, edited: (proto: GraphProto) => GraphProto): void {
  if (attribute.g !== undefined) attribute.g = edited(attribute.g)
  if (attribute.graphs.length > 0) attribute.graphs = attribute.graphs.map(edited)
}
