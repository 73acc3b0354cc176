import { QuantbenchError } from '../../base/errors.ts'

/** Tensors by name. */
export type Tensors = ReadonlyMap<string, Float32Array>

/** What an optimizer remembers between steps; together with the parameters all that resuming needs. */
export interface OptimizerState {
  readonly steps: number
  /** Running averages of each parameter, in the optimizer's own order. */
  readonly moments: ReadonlyMap<string, readonly Float32Array[]>
}

/**
 * Changes parameters in place, in typed arrays: on the CPU that is faster than handing parameters, gradients and moments
 * to a graph and back.
 */
export interface Optimizer {
  /** One step at a learning rate. Throws INTERNAL where a parameter has no gradient of its length. */
  step(parameters: Tensors, gradients: Tensors, rate: number): void
  /** The live state: copy it before the next step where it must not change. */
  state(): OptimizerState
  /** Goes on from a state, whose arrays are copied. */
  restore(state: OptimizerState): void
}

export interface WeightDecay {
  /** Share of a parameter that every step takes away, times the learning rate; 0 unless set. */
  readonly weightDecay?: number
  /** Which parameters decay; all unless set. */
  readonly decays?: (name: string) => boolean
}

/** The gradient of a parameter. Throws INTERNAL where it is missing or of another length. */
export function gradientFor(name: string, values: Float32Array, gradients: Tensors): Float32Array {
  const gradient = gradients.get(name)
  if (gradient?.length === values.length) return gradient
  throw new QuantbenchError(
    'INTERNAL',
    `Expected a gradient of ${values.length} numbers for ${name}, got ${gradient?.length ?? 'none'}`,
  )
}
