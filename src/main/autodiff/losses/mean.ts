import type { Value } from '../../onnx/value.ts'
import type { Emitter } from '../emitter.ts'

/** The mean of all elements, a scalar. */
export function mean(emitter: Emitter, values: Value): Value {
  const total = emitter.emit('ReduceSum', [values], [], { keepdims: 0 })
  return emitter.mul(total, emitter.scalar(1 / emitter.size(values)))
}

const LEAST = 1e-12

/** The mean weighted by numbers of the same shape: Σ w v / Σ w, 0 where all weights are 0. */
export function weightedMean(emitter: Emitter, values: Value, weights: Value): Value {
  const sum = (value: Value) => emitter.emit('ReduceSum', [value], [], { keepdims: 0 })
  const total = emitter.binary('Max', sum(weights), emitter.scalar(LEAST))
  return emitter.div(sum(emitter.mul(values, weights)), total)
}
