import type { Value } from '../onnx/value.ts'
import { carriedInputs } from './commuting.ts'

/**
 * Tells whether a tensor's values arrive at a quantizer: it is one of the quantized tensors itself, or nodes that
 * only move values carry it to one. Around such a tensor TensorRT moves quantizers back and forth.
 */
export function quantizerFlow(quantized: ReadonlySet<Value>): (value: Value) => boolean {
  const known = new Map<Value, boolean>()
  const flows = (value: Value): boolean => {
    const cached = known.get(value)
    if (cached !== undefined) return cached
    const result =
      quantized.has(value) ||
      value.consumers.some(
        (node) =>
          carriedInputs(node).includes(value) &&
          node.outputs.some((output) => output !== null && flows(output)),
      )
    known.set(value, result)
    return result
  }
  return flows
}
