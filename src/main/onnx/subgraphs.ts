import type { AttributeProto, GraphProto } from './proto.ts'

/** Graphs held by attributes, as If, Loop and Scan have them. */
export function subgraphsOf(attributes: Iterable<AttributeProto>): GraphProto[] {
  const graphs: GraphProto[] = []
  for (const attribute of attributes) {
    if (attribute.g !== undefined) graphs.push(attribute.g)
    graphs.push(...attribute.graphs)
  }
  return graphs
}

/** Names that a subgraph reads but does not define: values of the graph around it. */
export function capturedNames(graph: GraphProto): Set<string> {
  const defined = definedNames(graph)
  const captured = new Set<string>()
  for (const node of graph.node) {
    for (const name of node.input) if (name !== '' && !defined.has(name)) captured.add(name)
    for (const inner of subgraphsOf(node.attribute)) {
      for (const name of capturedNames(inner)) if (!defined.has(name)) captured.add(name)
    }
  }
  for (const output of graph.output) if (!defined.has(output.name)) captured.add(output.name)
  return captured
}

function definedNames(graph: GraphProto): Set<string> {
  return new Set([
    ...graph.input.map((input) => input.name),
    ...graph.initializer.map((tensor) => tensor.name),
    ...graph.sparseInitializer.flatMap((tensor) => (tensor.values === undefined ? [] : [tensor.values.name])),
    ...graph.node.flatMap((node) => node.output),
  ])
}

/** Renames a captured outer value inside a subgraph, except where an inner definition hides it. */
export function renameCaptured(graph: GraphProto, from: string, to: string): void {
  if (definedNames(graph).has(from)) return
  for (const node of graph.node) {
    node.input = node.input.map((name) => (name === from ? to : name))
    for (const inner of subgraphsOf(node.attribute)) renameCaptured(inner, from, to)
  }
  for (const output of graph.output) if (output.name === from) output.name = to
}
