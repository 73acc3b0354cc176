import type { Graph } from './graph.ts'
import type { Value } from './value.ts'

/**
 * Moves everything of one graph into another, its names behind a prefix; the first graph must not be used afterwards.
 * `bound` says which value of the receiving graph stands for an input of the other, by its name.
 *
 * @returns the values in the receiving graph by their former names. Throws GRAPH_EDIT.
 */
export function embedGraph(
  into: Graph,
  from: Graph,
  prefix: string,
  bound: ReadonlyMap<string, Value>,
): Map<string, Value> {
  const names = new Map(Array.from(from.values, (value) => [value, value.name]))
  for (const value of names.keys()) from.rename(value, into.freeName(`${prefix}${value.name}`))
  const moved = new Map<Value, Value>()
  for (const [value, name] of names) {
    const given = bound.get(name)
    if (given !== undefined) moved.set(value, given)
    else if (value.initializer !== null) moved.set(value, into.addInitializer(value.initializer))
  }
  for (const node of from.topologicalOrder()) {
    const added = into.addNode({
      opType: node.opType,
      domain: node.domain,
      name: `${prefix}${node.name}`,
      inputs: node.inputs.map((input) => (input === null ? null : (moved.get(input) ?? input))),
      outputs: node.outputs.map((output) => output?.name ?? null),
      attributes: Object.fromEntries(node.attributes),
    })
    node.outputs.forEach((output, index) => {
      const value = added.outputs[index]
      if (output !== null && value !== null) moved.set(output, value)
    })
  }
  return new Map(Array.from(moved, ([value, own]) => [names.get(value) ?? own.name, own]))
}
