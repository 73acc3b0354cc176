import type { Value } from '../../onnx/value.ts'
import type { Emitter } from '../emitter.ts'

/** The mean of (a − b)² over all elements, a scalar. One pass forwards and one backwards besides the difference. */
export function meanSquaredError(emitter: Emitter, a: Value, b: Value): Value {
  const difference = emitter.sub(a, b)
  const total = emitter.emit('ReduceSumSquare', [difference], [], { keepdims: 0 })
  return emitter.mul(total, emitter.scalar(1 / emitter.size(difference)))
}
