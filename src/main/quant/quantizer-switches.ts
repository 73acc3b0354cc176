import type { Graph } from '../onnx/graph.ts'
import { layersByNode } from '../onnx/layers.ts'
import { copyStructure } from '../onnx/copy-structure.ts'
import type { Model } from '../onnx/model.ts'
import { blockOf, modulePathOfNode } from '../onnx/module-path.ts'
import { constantBehind } from '../onnx/constants.ts'
import type { Node } from '../onnx/node.ts'
import type { Value } from '../onnx/value.ts'

/** What of a layer is quantized: what it reads, or its weights. */
export type QuantizedPart = 'activation' | 'weight'

/** A place where a node reads a quantized tensor. */
export interface QuantizedReader {
  /** Path of the layer, or of another node (`model.2.m.0.Add`). */
  readonly name: string
  readonly block: string
  readonly part: QuantizedPart
  readonly node: Node
  readonly input: number
  /** The float tensor before the quantizer. */
  readonly source: Value
}

/**
 * The places of a Q/DQ model, as `quantizeModel` makes them, where quantized tensors are read, in graph order. A pair
 * that several nodes read is there once for each of them.
 */
export function quantizedReaders(graph: Graph): QuantizedReader[] {
  const layers = layersByNode(graph)
  return graph.nodes.flatMap((node) =>
    node.inputs.flatMap((value, input) => {
      const source = sourceOf(value)
      if (source === null) return []
      const layer = layers.get(node)
      const name = layer?.name ?? modulePathOfNode(node)
      const part = constantBehind(source) === null ? ('activation' as const) : ('weight' as const)
      return [{ name, block: layer?.block ?? blockOf(name), part, node, input, source }]
    }),
  )
}

/** What a QuantizeLinear → DequantizeLinear pair that ends in this value starts from; null for other values. */
function sourceOf(value: Value | null): Value | null {
  const dequantize = value?.producer
  if (dequantize == null || !dequantize.is('DequantizeLinear')) return null
  const quantize = dequantize.input(0)?.producer
  return quantize?.is('QuantizeLinear') ? quantize.input(0) : null
}

/**
 * A copy of a Q/DQ model in which only some places read quantized: the others read the float tensor itself, and pairs
 * that nobody reads any more are gone. Every range stays as it was, also where scales are shared, so that nothing
 * changes but what was switched off. The bytes of weights are shared with the model.
 */
export function withQuantizers(quantized: Model, isOn: (reader: QuantizedReader) => boolean): Model {
  const copy = copyStructure(quantized)
  const { graph } = copy
  for (const reader of quantizedReaders(graph)) {
    if (!isOn(reader)) graph.setInput(reader.node, reader.input, reader.source)
  }
  graph.prune()
  return copy
}
