import { constantBehind, constantOf } from '../../onnx/constants.ts'
import type { Graph } from '../../onnx/graph.ts'
import type { Node } from '../../onnx/node.ts'
import type { Value } from '../../onnx/value.ts'
import { UnionFind } from '../../quant/union-find.ts'
import { quantizedWeights, type QuantizedWeight } from './quantized-weights.ts'

/** A part of a network whose rounding is learned together. */
export interface ReconstructionUnit {
  /** Module path: of the block, or of a layer where a block falls into parts that do not touch. */
  readonly name: string
  readonly weights: readonly QuantizedWeight[]
  readonly nodes: ReadonlySet<Node>
  /** Computed tensors that come in; behind their Q/DQ pairs where these stand outside. */
  readonly inputs: readonly Value[]
  /** Tensors that go out. */
  readonly outputs: readonly Value[]
}

/** Elementwise operators that belong to the layer in front of them. */
const ACTIVATIONS = [
  ...['Add', 'Clip', 'Div', 'Erf', 'HardSigmoid', 'HardSwish', 'LeakyRelu', 'Mul', 'Relu', 'Sigmoid'],
  ...['Softplus', 'Tanh'],
]

/**
 * Cuts a quantized graph into the units that are reconstructed one after the other: for each block (`model.4`) its
 * quantized layers, all that lies between them, and the activation functions behind. Parts of a block that do not touch
 * are units of their own, as the convolutions of a detect head. In the order in which their last layers stand, so that
 * what a unit reads is final when its turn comes.
 */
export function reconstructionUnits(graph: Graph): ReconstructionUnit[] {
  const order = graph.topologicalOrder()
  const position = new Map(order.map((node, index) => [node, index]))
  const blocks = Map.groupBy(quantizedWeights(graph), ({ layers }) => layers[0].block)
  const units = [...blocks].flatMap(([block, weights]) => unitsOf(graph, order, block, weights))
  const last = (unit: ReconstructionUnit) =>
    Math.max(...layerNodes(unit.weights).map((node) => position.get(node) ?? 0))
  return units.toSorted((one, other) => last(one) - last(other))
}

function layerNodes(weights: readonly QuantizedWeight[]): Node[] {
  return weights.flatMap(({ layers }) => layers.map(({ node }) => node))
}

function unitsOf(
  graph: Graph,
  order: readonly Node[],
  block: string,
  weights: readonly QuantizedWeight[],
): ReconstructionUnit[] {
  const nodes = withActivations(order, between(order, new Set(layerNodes(weights))))
  const parts = partsOf(nodes, weights)
  return parts.map((part) => ({
    name: nameOf(block, part.weights, parts.length),
    ...part,
    inputs: inputsOf(part.nodes),
    outputs: outputsOf(graph, part.nodes),
  }))
}

function nameOf(block: string, weights: readonly QuantizedWeight[], parts: number): string {
  return parts === 1 ? block : weights[0].layers[0].name
}

const sources = (node: Node) => node.inputs.flatMap((input) => input?.producer ?? [])
const readers = (node: Node) => node.outputs.flatMap((output) => output?.consumers ?? [])

/** The given nodes and all on a way from one of them to another; a tensor's size counts as no way. */
function between(order: readonly Node[], ends: ReadonlySet<Node>): Set<Node> {
  const after = new Set(ends)
  for (const node of order) {
    if (!node.is('Shape', 'Size') && sources(node).some((source) => after.has(source))) after.add(node)
  }
  const before = new Set(ends)
  for (const node of order.toReversed()) {
    if (after.has(node) && readers(node).some((reader) => before.has(reader))) before.add(node)
  }
  return before
}

/** Adds the activation functions that read nothing but what the nodes compute, in graph order. */
function withActivations(order: readonly Node[], nodes: ReadonlySet<Node>): Set<Node> {
  const grown = new Set(nodes)
  for (const node of order) {
    if (grown.has(node) || !node.is(...ACTIVATIONS)) continue
    const computed = node.inputs.filter((input) => input !== null && constantOf(input) === null)
    const own = computed.every((input) => input?.producer != null && grown.has(input.producer))
    if (own && computed.length > 0) grown.add(node)
  }
  return new Set(order.filter((node) => grown.has(node)))
}

function partsOf(nodes: ReadonlySet<Node>, weights: readonly QuantizedWeight[]) {
  const sets = new UnionFind<Node>()
  for (const node of nodes) {
    for (const source of sources(node)) if (nodes.has(source)) sets.union(node, source)
  }
  for (const { layers } of weights) {
    for (const { node } of layers) sets.union(node, layers[0].node)
  }
  const byPart = Map.groupBy(weights, ({ layers }) => sets.find(layers[0].node))
  return Array.from(byPart, ([part, own]) => ({
    weights: own,
    nodes: new Set([...nodes].filter((node) => sets.find(node) === part)),
  }))
}

function inputsOf(nodes: ReadonlySet<Node>): Value[] {
  const read = [...nodes].flatMap((node) =>
    [...node.inputs, ...node.captures].filter((value) => value !== null),
  )
  return [...new Set(read)].filter((value) => !isWithin(value, nodes) && constantBehind(value) === null)
}

function outputsOf(graph: Graph, nodes: ReadonlySet<Node>): Value[] {
  const leaving = [...nodes].flatMap((node) =>
    node.outputs.filter((output) => output !== null && leaves(graph, output, nodes)),
  )
  return [...new Set(leaving.flatMap((value) => (value === null ? [] : beforeQuantizer(value))))]
}

function leaves(graph: Graph, value: Value, nodes: ReadonlySet<Node>): boolean {
  return graph.isOutput(value) || value.consumers.some((reader) => !nodes.has(reader))
}

/** What a Q/DQ pair inside is fed with, since the float model knows only that. */
function beforeQuantizer(value: Value): Value {
  const { producer } = value
  const source = producer?.is('QuantizeLinear', 'DequantizeLinear') ? producer.input(0) : null
  return source === null ? value : beforeQuantizer(source)
}

function isWithin({ producer }: Value, nodes: ReadonlySet<Node>): boolean {
  return producer !== null && nodes.has(producer)
}
