import { intOf } from '../../onnx/attributes.ts'
import { frontAxis } from '../../onnx/evaluate/axes.ts'
import { ofFirst } from '../rule.ts'

/** dx = y · (dy − Σ y dy), the sum along the axis. */
export const softmax = ofFirst(({ attributes, output: y }, upstream, context) => {
  const axis = frontAxis(intOf(attributes, 'axis', -1), context.dims(y).length)
  const weighted = context.mul(y, upstream)
  return [context.sub(weighted, context.mul(y, context.sum(weighted, [axis])))]
})
