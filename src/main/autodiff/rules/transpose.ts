import { intsOf } from '../../onnx/attributes.ts'
import { ofFirst } from '../rule.ts'

export const transpose = ofFirst((node, upstream, context) => {
  const axes = context.dims(upstream).map((_, axis) => axis)
  const order = intsOf(node.attributes, 'perm') ?? axes.toReversed()
  return [
    context.transpose(
      upstream,
      axes.map((axis) => order.indexOf(axis)),
    ),
  ]
})
