import { QuantbenchError } from '../../base/errors.ts'
import type { Graph } from '../graph.ts'
import type { Node } from '../node.ts'
import type { Value } from '../value.ts'
import { fault, remark, type Finding } from './finding.ts'

/** Whether everything that is read or handed out comes from somewhere, and nothing depends on itself. */
export function checkLinks(graph: Graph): Finding[] {
  return [...dangling(graph), ...missingOutputs(graph), ...order(graph), ...nodeNames(graph)]
}

function isDefined(graph: Graph, value: Value): boolean {
  const { producer, initializer, sparse } = value
  return producer !== null || initializer !== null || sparse !== null || graph.isInput(value)
}

function dangling(graph: Graph): Finding[] {
  return [...graph.values]
    .filter((value) => value.consumers.length > 0 && !isDefined(graph, value))
    .map((value) =>
      fault(
        'MODEL_INVALID',
        `${value.consumers[0].describe()} reads ${value.name}, which nothing in the model produces`,
      ),
    )
}

function missingOutputs(graph: Graph): Finding[] {
  if (graph.outputs.length === 0) return [fault('MODEL_INVALID', 'The model has no output')]
  return graph.outputs
    .filter((value) => !isDefined(graph, value))
    .map((value) => fault('MODEL_INVALID', `Nothing produces the model's output ${value.name}`))
}

function isSorted(graph: Graph): boolean {
  const seen = new Set<Node>()
  for (const node of graph.nodes) {
    const waits = [...node.inputs, ...node.captures].some(
      (value) => value?.producer != null && !seen.has(value.producer),
    )
    if (waits) return false
    seen.add(node)
  }
  return true
}

function order(graph: Graph): Finding[] {
  if (isSorted(graph)) return []
  try {
    graph.topologicalOrder()
  } catch (error) {
    if (!(error instanceof QuantbenchError)) throw error
    return [fault('MODEL_INVALID', error.message)]
  }
  const message = 'Some nodes stand before the nodes that they read from'
  return [remark('MODEL_INVALID', message, 'They are put in order when the model is opened.')]
}

function nodeNames(graph: Graph): Finding[] {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const { name } of graph.nodes) {
    if (name !== '' && seen.has(name)) twice.add(name)
    seen.add(name)
  }
  return [...twice].map((name) =>
    remark(
      'MODEL_INVALID',
      `Several nodes are named ${name}`,
      'Layers are told apart by their weights instead.',
    ),
  )
}
