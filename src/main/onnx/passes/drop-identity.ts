import { intOf } from '../attributes.ts'
import { constantOf } from '../constants.ts'
import { elementTypesOf } from '../element-type-inference.ts'
import type { Graph } from '../graph.ts'
import type { Node } from '../node.ts'
import { integersOf } from '../tensor.ts'
import type { Value } from '../value.ts'
import type { Pass } from './pass.ts'

/**
 * Removes what does nothing when a network is not being trained: Identity, Dropout, and Cast to the type that a
 * tensor has already. One that joins a graph input or a constant to a graph output stays, as it carries the name.
 */
export const dropIdentity: Pass = {
  name: 'drop-identity',
  run({ graph }) {
    const types = elementTypesOf(graph)
    const idle = graph.nodes.filter((node) => doesNothing(node, types) && isFree(graph, node))
    for (const node of idle) {
      // Earlier removals may have changed what stands before it.
      if (!isFree(graph, node)) continue
      graph.truncateOutputs(node, 1)
      graph.bypass(node)
    }
    return { changed: idle.length > 0 }
  },
}

function doesNothing(node: Node, types: ReadonlyMap<Value, number>): boolean {
  const input = node.input(0)
  if (input === null) return false
  if (node.is('Identity')) return true
  if (node.is('Cast')) return types.get(input) === intOf(node.attributes, 'to', 0)
  return node.is('Dropout') && !isTraining(node) && (node.outputs[1]?.consumers ?? []).length === 0
}

function isTraining(node: Node): boolean {
  const mode = node.input(2)
  if (mode === null) return false
  const tensor = constantOf(mode)
  return tensor === null || integersOf(tensor)[0] !== 0
}

/** Whether the graph can do without the node: its output's name is not needed, or its input can take it. */
function isFree(graph: Graph, node: Node): boolean {
  const input = node.input(0)
  if (node.outputs.slice(1).some((output) => output !== null && graph.isOutput(output))) return false
  if (!graph.isOutput(node.output)) return true
  return input !== null && input.producer !== null && !graph.isOutput(input)
}
