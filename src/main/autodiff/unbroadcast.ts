import type { Value } from '../onnx/value.ts'
import type { Dims, Emitter } from './emitter.ts'

/** Adds up a gradient over the axes along which a tensor of shape `dims` was repeated. */
export function sumTo(emitter: Emitter, gradient: Value, dims: Dims): Value {
  const own = emitter.dims(gradient)
  const extra = own.length - dims.length
  const repeated = own.flatMap((dim, axis) =>
    dim !== 1 && (axis < extra || dims[axis - extra] === 1) ? [axis] : [],
  )
  const summed = repeated.length === 0 ? gradient : emitter.sum(gradient, repeated)
  return emitter.reshape(summed, dims)
}
