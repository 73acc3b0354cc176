import { constantBehind, constantOf } from './constants.ts'
import type { Graph } from './graph.ts'
import { blockOf, modulePathOfNode, notedPath, parameterPath, scopePath } from './module-path.ts'
import type { Node } from './node.ts'
import type { Value } from './value.ts'

/** A node with trained weights, under the name that its PyTorch module has. */
export interface Layer {
  /** Module path, e.g. `model.24.m.0`; unique among the layers of a graph. */
  name: string
  /** What it belongs to, e.g. `model.24`; see `blockOf`. */
  block: string
  node: Node
  /** The constant that holds the weights, behind Q/DQ pairs, casts and layout changes. */
  weight: Value
  /** The constant that holds the bias; null without one. */
  bias: Value | null
  /** Which input of the node the weights arrive at: 1, or 0 for a MatMul with its constant first. */
  weightInput: 0 | 1
}

const LAYER_TYPES = ['Conv', 'ConvTranspose', 'Gemm', 'MatMul']

/** The layers of a graph (Conv, ConvTranspose, Gemm, MatMul with constant weights) in graph order, names unique. */
export function layersOf(graph: Graph): Layer[] {
  const layers = graph.nodes.flatMap((node) => layerOf(node) ?? [])
  nameSharedWeights(layers)
  const taken = new Set<string>()
  for (const layer of layers) {
    layer.name = free(layer.name, taken)
    layer.block = blockOf(layer.name)
    taken.add(layer.name)
  }
  return layers
}

/** The layers by their nodes. */
export function layersByNode(graph: Graph): Map<Node, Layer> {
  return new Map(layersOf(graph).map((layer) => [layer.node, layer]))
}

/** One node as a layer, or null. Where layers share a name, only `layersOf` tells them apart. */
export function layerOf(node: Node): Layer | null {
  if (!node.is(...LAYER_TYPES)) return null
  const weightInput = node.is('MatMul') && constantBehind(node.input(1)) === null ? 0 : 1
  const weight = constantBehind(node.input(weightInput))
  if (weight === null || constantBehind(node.input(1 - weightInput)) !== null) return null
  const name = parameterPath(parameterName(weight)) ?? nodePath(node)
  return { name, block: blockOf(name), node, weight, bias: constantBehind(node.input(2)), weightInput }
}

/** A Constant node's tensor often keeps the parameter's name that its output lost. */
function parameterName(weight: Value): string {
  const inner = constantOf(weight)?.name ?? ''
  return parameterPath(weight.name) === null && inner !== '' ? inner : weight.name
}

function nodePath(node: Node): string {
  const output = node.output.name.replace(/_output_\d+$/, '')
  return notedPath(node) ?? scopePath(node.name) ?? scopePath(output) ?? modulePathOfNode(node)
}

/** Layers that share one tensor are told apart by their nodes, where these have paths of their own. */
function nameSharedWeights(layers: readonly Layer[]): void {
  for (const sharing of Map.groupBy(layers, ({ weight }) => weight).values()) {
    const paths = sharing.map(({ node }) => nodePath(node))
    if (sharing.length < 2 || new Set(paths).size < sharing.length) continue
    sharing.forEach((layer, index) => (layer.name = paths[index]))
  }
}

function free(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let number = 1; ; number++) if (!taken.has(`${name}_${number}`)) return `${name}_${number}`
}
