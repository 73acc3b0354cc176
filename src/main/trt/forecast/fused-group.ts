import { constantBehind, constantOf } from '../../onnx/constants.ts'
import type { Graph } from '../../onnx/graph.ts'
import { layerOf, type Layer } from '../../onnx/layers.ts'
import type { Node } from '../../onnx/node.ts'
import type { Value } from '../../onnx/value.ts'

/** A layer with what TensorRT fuses behind it into one kernel: bias, normalization, activation, one addition. */
export interface FusedGroup {
  readonly layer: Layer
  /** In graph order, the layer's own node first. */
  readonly nodes: readonly Node[]
  readonly last: Node
  /** Activations that the layer reads. */
  readonly data: Value
  /** The other input of the addition that was fused; null without one. */
  readonly skip: Value | null
}

/** A fusion that TensorRT would do if nothing stood between. */
export interface BrokenFusion {
  readonly layer: Layer
  /** The node that is not taken in. */
  readonly node: Node
  /** The quantizer between them; null where other readers of the result are the reason. */
  readonly quantizer: Node | null
}

export interface Fusions {
  readonly groups: readonly FusedGroup[]
  readonly broken: readonly BrokenFusion[]
}

/** Functions of one tensor that a convolution's kernel can end with. */
const ACTIVATIONS = [
  'Relu',
  'LeakyRelu',
  'Clip',
  'Sigmoid',
  'Tanh',
  'HardSigmoid',
  'HardSwish',
  'Elu',
  'Selu',
  'Softplus',
  'Mish',
  'PRelu',
  'Gelu',
  'Swish',
]

/**
 * The layers of a graph with what is fused behind each. Of an addition of two layers' results the later layer takes it
 * in, as TensorRT's engines show.
 */
export function fuseGroups(graph: Graph): Fusions {
  const taken = new Set<Node>()
  const position = new Map(graph.nodes.map((node, index) => [node, index]))
  const groups: FusedGroup[] = []
  const broken: BrokenFusion[] = []
  for (const node of [...graph.nodes].reverse()) {
    const layer = layerOf(node)
    const data = layer === null ? null : node.input(1 - layer.weightInput)
    if (layer === null || data === null) continue
    const fused = new Fusion(graph, layer, taken)
    fused.extend()
    const nodes = fused.nodes.toSorted((one, other) => (position.get(one) ?? 0) - (position.get(other) ?? 0))
    groups.push({ layer, nodes, last: fused.last, data, skip: fused.skip })
    broken.push(...fused.broken)
  }
  // What keeps one layer from a node counts only where no other layer has taken it in; of two, the later would have.
  const first = new Map(
    broken
      .filter(({ node }) => !taken.has(node))
      .toReversed()
      .map((one) => [one.node, one]),
  )
  return { groups: groups.reverse(), broken: [...first.values()] }
}

class Fusion {
  readonly nodes: Node[]
  readonly broken: BrokenFusion[] = []
  skip: Value | null = null
  last: Node
  private readonly graph: Graph
  private readonly layer: Layer
  private readonly taken: Set<Node>

  constructor(graph: Graph, layer: Layer, taken: Set<Node>) {
    this.graph = graph
    this.layer = layer
    this.taken = taken
    this.nodes = [layer.node]
    this.last = layer.node
  }

  /** Takes in node after node until one does not fit. */
  extend(): void {
    for (let next = this.next(); next.length > 0; next = this.next()) {
      this.nodes.push(...next)
      for (const node of next) this.taken.add(node)
      this.last = next[next.length - 1]
    }
    this.noteBreak()
  }

  private next(): Node[] {
    const value = this.last.output
    if (this.graph.isOutput(value)) return []
    const consumers = value.consumers
    if (consumers.length === 1) return this.single(consumers[0], value)
    return gateOf(value) ?? []
  }

  private single(node: Node, value: Value): Node[] {
    if (this.taken.has(node)) return []
    if (isActivation(node, value) || isConstantArithmetic(node, value)) return [node]
    if (!node.is('Add') || this.skip !== null) return []
    const other = node.inputs.find((input) => input !== value)
    if (other == null || constantBehind(other) !== null) return []
    this.skip = other
    return [node]
  }

  /** Notes an activation or addition that a quantizer, or another reader, keeps from being taken in. */
  private noteBreak(): void {
    const value = this.last.output
    const { consumers } = value
    if (consumers.length === 1 && consumers[0].is('QuantizeLinear')) {
      const [quantizer] = consumers
      const readers = quantizer.output.consumers.flatMap((node) =>
        node.is('DequantizeLinear') ? node.output.consumers : [],
      )
      const node = readers.find((reader) => isBehindQuantizer(reader))
      if (node !== undefined) this.broken.push({ layer: this.layer, node, quantizer })
      return
    }
    const activation = consumers.length > 1 ? consumers.find((node) => isActivation(node, value)) : undefined
    if (activation !== undefined && this.nodes.length === 1) {
      this.broken.push({ layer: this.layer, node: activation, quantizer: null })
    }
  }
}

function isBehindQuantizer(node: Node): boolean {
  const computed = node.inputs.filter((input) => input !== null && constantBehind(input) === null)
  return node.is(...ACTIVATIONS) || (node.is('Add', 'Mul') && computed.length === 2)
}

function isActivation(node: Node, value: Value): boolean {
  return node.is(...ACTIVATIONS) && node.input(0) === value
}

/** Bias, scale and normalization with constants. */
function isConstantArithmetic(node: Node, value: Value): boolean {
  if (node.is('BatchNormalization', 'Identity', 'Dropout')) return node.input(0) === value
  if (!node.is('Add', 'Mul', 'Sub', 'Div') || node.input(0) !== value) {
    return node.is('Add', 'Mul') && node.input(1) === value && constantOf(node.input(0)) !== null
  }
  return constantOf(node.input(1)) !== null
}

/**
 * The nodes of `x · f(x)`, as SiLU and Mish are written: `x` is read by the product and by a chain of one-tensor
 * functions that ends in it. Null where the readers of `x` are others.
 */
export function gateOf(value: Value): Node[] | null {
  const product = value.consumers.find((node) => node.is('Mul'))
  const others = value.consumers.filter((node) => node !== product)
  if (product === undefined || others.length !== 1) return null
  const chain: Node[] = []
  let node = others[0]
  while (node !== product) {
    if (!node.is(...ACTIVATIONS) || node.output.consumers.length !== 1) return null
    chain.push(node)
    node = node.output.consumers[0]
  }
  return [...chain, product]
}
