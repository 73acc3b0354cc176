import type { Tensor } from '../base/tensor.ts'
import { constantBehind, constantOf } from '../onnx/constants.ts'
import type { Graph } from '../onnx/graph.ts'
import type { Node } from '../onnx/node.ts'
import { dimsOf, floatsOf, tensorFrom } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'

/**
 * Ties the scales of a graph's activation quantizers, in place: equal ones become one initializer, so that a pair's two
 * nodes, and tensors that share a scale by TensorRT's rules, go on sharing it when it is learned. Only activation
 * quantizers read it. Quantizers with a scale for each channel or a computed one are left alone.
 * @returns one scalar value for each scale, named after the first quantizer's
 */
export function tieActivationScales(graph: Graph): Value[] {
  const tied = new Map<number, Value>()
  const quantizers = new Set(activationQuantizers(graph))
  for (const node of quantizers) {
    const scale = node.input(1)
    const number = scaleOf(node)
    if (scale === null || number === null) continue
    const common = tied.get(number) ?? ownScale(graph, scale, number, quantizers)
    tied.set(number, common)
    if (common !== scale) graph.setInput(node, 1, common)
  }
  graph.prune()
  return [...tied.values()]
}

/** The initializer of a scale, or a new one where something else (a weight's quantizer) reads it too. */
function ownScale(graph: Graph, scale: Value, number: number, readers: ReadonlySet<Node>): Value {
  if (scale.initializer !== null && scale.consumers.every((node) => readers.has(node))) return scale
  const name = graph.freeName(`${scale.name}_activation`)
  return graph.addInitializer(tensorFrom(name, dimsOfScale(scale), Float32Array.of(number)))
}

/**
 * Puts learned scales in place of a graph's own: every activation quantizer of the old scale gets the new one, as one
 * initializer for all of them.
 * @param before the scales as they were, by the names that `tieActivationScales` gave
 * @param after the learned ones by the same names; where absent, quantizers stay as they are
 */
export function storeScales(
  graph: Graph,
  before: ReadonlyMap<string, Tensor>,
  after: ReadonlyMap<string, Float32Array>,
): void {
  const names = new Map(Array.from(after.keys(), (name) => [before.get(name)?.data[0], name]))
  const stored = new Map<string, Value>()
  for (const node of activationQuantizers(graph)) {
    const scale = node.input(1)
    const name = names.get(scaleOf(node) ?? NaN)
    const learned = name === undefined ? undefined : after.get(name)
    if (scale === null || name === undefined || learned === undefined) continue
    const value = stored.get(name) ?? addLearned(graph, scale, learned)
    stored.set(name, value)
    graph.setInput(node, 1, value)
  }
  graph.prune()
}

function addLearned(graph: Graph, scale: Value, learned: Float32Array): Value {
  const name = graph.freeName(`${scale.name.replace(/_learned(?:_\d+)?$/, '')}_learned`)
  return graph.addInitializer(tensorFrom(name, dimsOfScale(scale), learned.slice()))
}

function activationQuantizers(graph: Graph): Node[] {
  return graph.nodes.filter((node) => {
    const quantize = node.is('DequantizeLinear') ? node.input(0)?.producer : node
    if (!node.is('QuantizeLinear', 'DequantizeLinear') || quantize == null) return false
    return constantBehind(quantize.input(0)) === null
  })
}

/** The scale of a per-tensor quantizer; null for other ones. */
function scaleOf(node: Node): number | null {
  const tensor = constantOf(node.input(1))
  const floats = tensor === null ? [] : floatsOf(tensor)
  return floats.length === 1 ? floats[0] : null
}

function dimsOfScale(scale: Value): number[] {
  const tensor = constantOf(scale)
  return tensor === null ? [] : dimsOf(tensor)
}
