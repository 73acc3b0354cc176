import { QuantbenchError } from '../base/errors.ts'
import type { Graph } from './graph.ts'
import type { Node } from './node.ts'
import type { Value } from './value.ts'

/**
 * Moves everything of one graph into another, its names behind a prefix (with a number where the prefix is taken); the
 * first graph must not be used afterwards. Its outputs become inner tensors, so that pruning removes what nothing reads.
 *
 * @param bound which value of the receiving graph stands for an input of the other, by the input's name
 * @returns the values in the receiving graph by their former names. Throws GRAPH_EDIT for an input that is read and not
 * bound.
 */
export function embedGraph(
  into: Graph,
  from: Graph,
  prefix: string,
  bound: ReadonlyMap<string, Value>,
): Map<string, Value> {
  const own = freePrefix(prefix, [into, from])
  const names = new Map(Array.from(from.values, (value) => [value, value.name]))
  for (const [value, name] of names) from.rename(value, `${own}${name}`)
  const moved = new Map<Value, Value>()
  for (const [value, name] of names) {
    const source = bound.get(name) ?? moveStored(into, value)
    if (source !== null && value.producer === null) moved.set(value, source)
  }
  for (const node of from.topologicalOrder()) moveNode(into, node, own, moved)
  return new Map(Array.from(moved, ([value, there]) => [names.get(value) ?? there.name, there]))
}

function freePrefix(wanted: string, graphs: readonly Graph[]): string {
  const names = graphs.flatMap(({ values }) => Array.from(values, ({ name }) => name))
  for (let number = 0; ; number++) {
    const prefix = number === 0 ? wanted : `${wanted}${number}/`
    if (!names.some((name) => name.startsWith(prefix))) return prefix
  }
}

function moveStored(into: Graph, { initializer, sparse }: Value): Value | null {
  if (sparse !== null) return into.addSparseInitializer(sparse)
  return initializer === null ? null : into.addInitializer(initializer)
}

function moveNode(into: Graph, node: Node, prefix: string, moved: Map<Value, Value>): void {
  const there = (value: Value): Value => moved.get(value) ?? unbound(value, prefix)
  const added = into.addNode({
    opType: node.opType,
    domain: node.domain,
    name: node.name === '' ? '' : `${prefix}${node.name}`,
    inputs: node.inputs.map((input) => input && there(input)),
    outputs: node.outputs.map((output) => output?.name ?? null),
    attributes: Object.fromEntries(node.attributes),
  })
  for (const captured of node.captures) {
    const own = there(captured)
    if (own.name === captured.name) continue
    const looseEnd = into.get(captured.name)
    into.replaceUses(looseEnd, own, [added])
    into.removeValue(looseEnd)
  }
  node.outputs.forEach((output, index) => {
    const value = added.outputs[index]
    if (output !== null && value !== null) moved.set(output, value)
  })
}

function unbound({ name }: Value, prefix: string): never {
  const message = `Expected a value in place of the input ${name.slice(prefix.length)}, got none`
  throw new QuantbenchError('GRAPH_EDIT', message)
}
