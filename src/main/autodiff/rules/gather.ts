import { intOf } from '../../onnx/attributes.ts'
import { frontAxis } from '../../onnx/evaluate/axes.ts'
import { ofFirst } from '../rule.ts'

/** Every taken slice goes back to where it came from; what was taken twice adds up. */
export const gather = ofFirst((node, upstream, context) => {
  const [x, indices] = [context.input(node, 0), context.input(node, 1)]
  const dims = context.dims(x)
  const axis = frontAxis(intOf(node.attributes, 'axis', 0), dims.length)
  const flat = dims.with(axis, context.size(indices))
  const places = context.reshape(
    indices,
    dims.map((_, index) => (index === axis ? context.size(indices) : 1)),
  )
  const inputs = [context.zeros(dims), context.expand(places, flat), context.reshape(upstream, flat)]
  return [context.emit('ScatterElements', inputs, dims, { axis, reduction: 'add' })]
})
