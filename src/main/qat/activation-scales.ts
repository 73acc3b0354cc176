import type { Tensor } from '../base/tensor.ts'
import { constantBehind, constantOf } from '../onnx/constants.ts'
import type { Graph } from '../onnx/graph.ts'
import type { Node } from '../onnx/node.ts'
import { dimsOf, floatsOf, tensorFrom } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'

/**
 * Ties the scales of a graph's activation quantizers, in place: equal ones become one initializer, so that a pair's two
 * nodes, and tensors that share a scale by TensorRT's rules, go on sharing it when it is learned.
 * @returns one value for each scale
 */
export function tieActivationScales(graph: Graph): Value[] {
  const byNumber = new Map<number, Value>()
  for (const node of activationQuantizers(graph)) {
    const scale = node.input(1)
    const number = scaleOf(node)
    if (scale === null || number === null) continue
    const tied = byNumber.get(number) ?? scale
    byNumber.set(number, tied)
    if (tied !== scale) graph.setInput(node, 1, tied)
  }
  graph.prune()
  return [...byNumber.values()]
}

/** Puts learned scales in place of a model's own: every activation quantizer of the old scale gets the new one. */
export function storeScales(
  graph: Graph,
  before: ReadonlyMap<string, Tensor>,
  after: ReadonlyMap<string, Float32Array>,
): void {
  const learned = new Map<number, number>()
  for (const [name, [number]] of after) {
    const old = before.get(name)?.data[0]
    if (old !== undefined) learned.set(old, number)
  }
  for (const node of activationQuantizers(graph)) {
    const scale = node.input(1)
    const number = learned.get(scaleOf(node) ?? NaN)
    if (scale?.initializer == null || number === undefined) continue
    const dims = dimsOf(scale.initializer)
    const name = graph.freeName(`${node.input(0)?.name ?? scale.name}_learned_scale`)
    const own = graph.addInitializer(tensorFrom(name, dims, Float32Array.of(number)))
    graph.setInput(node, 1, own)
  }
  graph.prune()
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
