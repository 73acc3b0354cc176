import { intOf } from '../../onnx/attributes.ts'
import { frontAxis } from '../../onnx/evaluate/axes.ts'
import { ofFirst } from '../rule.ts'

/** Every part gets its piece. */
export const concat = ofFirst((node, upstream, context) => {
  const dims = context.dims(upstream)
  const axis = frontAxis(intOf(node.attributes, 'axis', 1), dims.length)
  const parts = node.inputs.map((_, index) => context.input(node, index))
  const sizes = parts.map((part) => context.dims(part)[axis])
  const needed = parts.filter((part) => context.needs(part))
  if (needed.length > 1 && needed.length === parts.length) {
    const shapes = sizes.map((size) => dims.with(axis, size))
    return context.emitAll('Split', [upstream, context.ints(sizes)], shapes, { axis })
  }
  let start = 0
  return parts.map((part, index) => {
    const from = start
    start += sizes[index]
    return context.ifNeeded(part, () => context.slice(upstream, axis, from, sizes[index]))
  })
})
