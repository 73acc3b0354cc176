import { constantBehind, constantOf } from '../onnx/constants.ts'
import type { Node } from '../onnx/node.ts'
import { floatsOf } from '../onnx/tensor.ts'

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

/** Whether the weights of a layer arrive from a quantizer, or are stored quantized. */
export function weightsAreQuantized(node: Node, weightInput: number): boolean {
  let producer = node.input(weightInput)?.producer ?? null
  while (producer?.is('Transpose', 'Reshape', 'Cast', 'Identity'))
    producer = producer.input(0)?.producer ?? null
  return producer?.is('DequantizeLinear') ?? false
}
