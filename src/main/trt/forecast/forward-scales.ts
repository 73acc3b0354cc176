import type { Graph } from '../../onnx/graph.ts'
import type { Value } from '../../onnx/value.ts'
import { carriedInputs } from '../../quant/commuting.ts'
import { isActivationQuantizer, scaleOfQuantizer } from '../quantizer-nodes.ts'

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
