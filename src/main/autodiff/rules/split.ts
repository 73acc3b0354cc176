import { intOf } from '../../onnx/attributes.ts'
import { frontAxis } from '../../onnx/evaluate/axes.ts'
import type { GradientRule } from '../rule.ts'

/** The pieces' gradients side by side, zeros for a piece that has none. */
export const split: GradientRule = (node, upstream, context) => {
  const axis = frontAxis(intOf(node.attributes, 'axis', 0), context.dims(context.input(node, 0)).length)
  const parts = upstream.map((gradient, index) => {
    const output = node.outputs[index]
    return (
      gradient ??
      context.zeros(output === null ? context.unsupported(node, 'an omitted output') : context.dims(output))
    )
  })
  return [context.concat(parts, axis)]
}
