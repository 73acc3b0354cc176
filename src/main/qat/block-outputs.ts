import { elementTypesOf } from '../onnx/element-type-inference.ts'
import type { Graph } from '../onnx/graph.ts'
import { layersByNode, layersOf } from '../onnx/layers.ts'
import { blockOf, notedPath, scopePath } from '../onnx/module-path.ts'
import type { Node } from '../onnx/node.ts'
import { DataType } from '../onnx/proto.ts'
import type { Value } from '../onnx/value.ts'
import { findHead } from '../quant/head.ts'

/** A tensor that a block of the network hands on. */
export interface BlockOutput {
  /** Module path, e.g. `model.4`. */
  readonly block: string
  readonly tensor: string
}

/**
 * The outputs of a float detector's blocks, in graph order: the float32 tensors that other blocks read (not the sizes
 * that exporters pass around as integers). Blocks are the units that detector configurations list (`model.4`); where the
 * exporter left no module paths, each layer with what follows it is one. The block of the detect head and what decodes
 * its predictions are left out.
 */
export function blockOutputs(graph: Graph): BlockOutput[] {
  const head = findHead(graph, layersOf(graph))
  const blocks = blocksOfNodes(graph)
  const types = elementTypesOf(graph)
  const isFloat = (value: Value) => (types.get(value) ?? DataType.FLOAT) === DataType.FLOAT
  const excluded = new Set(head.layers.flatMap(({ node }) => blocks.get(node) ?? []))
  return graph.topologicalOrder().flatMap((node) => {
    const block = blocks.get(node)
    if (block === undefined || excluded.has(block) || head.tail.has(node)) return []
    return node.outputs.flatMap((value) =>
      value !== null && isFloat(value) && leavesBlock(value, block, blocks)
        ? [{ block, tensor: value.name }]
        : [],
    )
  })
}

/** The block of every node that computes something from the model's input; a node without a path is in that of its source. */
function blocksOfNodes(graph: Graph): Map<Node, string> {
  const layers = layersByNode(graph)
  const blocks = new Map<Node, string>()
  for (const node of graph.topologicalOrder()) {
    const before = node.inputs.flatMap((input) => (input === null ? [] : (input.producer ?? [])))
    const active =
      before.some((source) => blocks.has(source)) || node.inputs.some((input) => isFed(graph, input))
    if (!active) continue
    const path = layers.get(node)?.name ?? notedPath(node) ?? scopePath(node.name)
    const inherited = before.map((source) => blocks.get(source)).find((block) => block !== undefined)
    const block = path === null ? inherited : blockOf(path)
    blocks.set(node, block ?? node.name)
  }
  return blocks
}

function isFed(graph: Graph, value: Value | null): boolean {
  return value !== null && graph.isInput(value) && value.initializer === null
}

function leavesBlock(value: Value, block: string, blocks: ReadonlyMap<Node, string>): boolean {
  return value.consumers.some((reader) => blocks.has(reader) && blocks.get(reader) !== block)
}
