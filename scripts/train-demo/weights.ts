import type { Random } from '../../src/main/base/random.ts'
import { sizeOf, type Tensor } from '../../src/main/base/tensor.ts'

/** A model's tensors by their names in PyTorch, `model.0.conv.weight`. */
export type Weights = Map<string, Tensor>

/** What a tensor holds before training. */
export type InitialValue = (index: number) => number

/** Tensors of a model that is being built: those that are there are taken, others are made. */
export class WeightSource {
  readonly weights: Weights
  private readonly random: Random

  constructor(weights: Weights, random: Random) {
    this.weights = weights
    this.random = random
  }

  /** A tensor by name; a new one is filled with `initial`. */
  take(name: string, dims: readonly number[], initial: InitialValue): Tensor {
    const present = this.weights.get(name)
    if (present !== undefined) return present
    const made = { data: Float32Array.from({ length: sizeOf(dims) }, (_, index) => initial(index)), dims }
    this.weights.set(name, made)
    return made
  }

  /** A convolution's filters; new ones are uniform in ±1/√(inputs of a filter), as PyTorch makes them. */
  filters(name: string, dims: readonly number[]): Tensor {
    const reach = 1 / Math.sqrt(sizeOf(dims.slice(1)))
    return this.take(name, dims, () => (2 * this.random.next() - 1) * reach)
  }
}

/** A copy whose memory is its own. */
export function copyWeights(weights: ReadonlyMap<string, Tensor>): Weights {
  return new Map(Array.from(weights, ([name, { data, dims }]) => [name, { data: data.slice(), dims }]))
}
