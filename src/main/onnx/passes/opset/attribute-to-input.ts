import { intOf, intsOf } from '../../attributes.ts'
import { constant, tensorFromConstant } from '../../evaluate/constant.ts'
import type { Graph } from '../../graph.ts'
import type { Node } from '../../node.ts'
import { int64Tensor } from '../../tensor.ts'
import type { Adapter } from './adapter.ts'

function setConstant(
  graph: Graph,
  node: Node,
  position: number,
  name: string,
  values: readonly number[],
): void {
  const tensor = int64Tensor(graph.freeName(`${node.output.name}_${name}`), values)
  graph.setInput(node, position, graph.addInitializer(tensor))
}

/** Moves a list of integers from an attribute to an input; nothing where the attribute is absent. */
export function listToInput(name: string, position: number): Adapter {
  return ({ graph, node }) => {
    const values = intsOf(node.attributes, name)
    if (values === undefined) return
    node.attributes.delete(name)
    setConstant(graph, node, position, name, values)
  }
}

/** Moves one integer from an attribute to an input of one element. */
export function integerToInput(name: string, position: number): Adapter {
  return ({ graph, node }) => {
    if (!node.attributes.has(name)) return
    const value = intOf(node.attributes, name, 0)
    node.attributes.delete(name)
    setConstant(graph, node, position, name, [value])
  }
}

/** Moves a float from an attribute to a scalar input of the type of the first input. */
export function floatToInput(name: string, position: number): Adapter {
  return ({ graph, node, typeOf }) => {
    const attribute = node.attributes.get(name)
    if (attribute === undefined) return
    node.attributes.delete(name)
    const value = constant(typeOf(node.input(0)), [], [attribute.f])
    if (value === null) return
    const tensor = tensorFromConstant(graph.freeName(`${node.output.name}_${name}`), value)
    graph.setInput(node, position, graph.addInitializer(tensor))
  }
}

/** One adapter after the other. */
export function inTurn(...adapters: readonly Adapter[]): Adapter {
  return (adaptation) => {
    for (const adapter of adapters) adapter(adaptation)
  }
}
