import { QuantbenchError } from '../base/errors.ts'
import type { Node } from '../onnx/node.ts'
import type { Value } from '../onnx/value.ts'
import type { GradientContext } from './context.ts'

/**
 * Maps the gradients that arrive at a node's outputs (null: none) to what the node passes on to its inputs, in their
 * order; null or nothing for an input that gets none. Adds only the nodes that this takes. A returned gradient has the
 * shape of its input or one that the input broadcasts to: the walker adds up and reduces.
 */
export type GradientRule = (
  node: Node,
  upstream: readonly (Value | null)[],
  context: GradientContext,
) => readonly (Value | null)[]

/** A rule for an operator whose first output alone passes gradients on. */
export function ofFirst(
  rule: (node: Node, upstream: Value, context: GradientContext) => readonly (Value | null)[],
): GradientRule {
  return (node, [first, ...others], context) => {
    if (others.some((gradient) => gradient !== null))
      context.unsupported(node, 'a gradient of its further outputs')
    if (first == null)
      throw new QuantbenchError('INTERNAL', `${node.describe()} was asked for a gradient without one`)
    return rule(node, first, context)
  }
}
