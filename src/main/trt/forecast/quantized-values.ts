import { constantBehind, constantOf } from '../../onnx/constants.ts'
import type { Graph } from '../../onnx/graph.ts'
import type { Node } from '../../onnx/node.ts'
import { floatsOf } from '../../onnx/tensor.ts'
import type { Value } from '../../onnx/value.ts'
import { carriedInputs } from '../../quant/commuting.ts'

/** Whether a node quantizes or dequantizes activations, not a weight. */
export function isActivationQuantizer(node: Node): boolean {
  return node.is('QuantizeLinear', 'DequantizeLinear') && constantBehind(node.input(0)) === null
}

/** The one scale of an activation's quantizer; null where it is computed or there are several. */
export function scaleOfQuantizer(node: Node): number | null {
  const scale = constantOf(node.input(1))
  if (scale === null) return null
  const values = floatsOf(scale)
  return values.length === 1 ? values[0] : null
}

/**
 * Tensors that are known in INT8 with one scale: results of DequantizeLinear, and what operators that only move values
 * make of them where all that they move has one scale. This is TensorRT's forward propagation of DQ.
 */
export function forwardScales(graph: Graph): Map<Value, number> {
  const scales = new Map<Value, number>()
  for (const node of graph.nodes) {
    if (node.is('DequantizeLinear')) {
      const scale = isActivationQuantizer(node) ? scaleOfQuantizer(node) : null
      if (scale !== null) scales.set(node.output, scale)
      continue
    }
    const carried = carriedInputs(node).map((input) => scales.get(input))
    const [first] = carried
    if (first === undefined || carried.some((scale) => scale !== first)) continue
    for (const output of node.outputs) if (output !== null) scales.set(output, first)
  }
  return scales
}
