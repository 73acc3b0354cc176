import { Moments } from './moments.ts'
import {
  gradientFor,
  type Optimizer,
  type OptimizerState,
  type Tensors,
  type WeightDecay,
} from './optimizer.ts'

export interface SgdOptions extends WeightDecay {
  readonly momentum?: number
  readonly nesterov?: boolean
}

/**
 * Stochastic gradient descent as torch.optim.SGD: the velocity v is the gradient at the first step and μ v + g later,
 * the parameter moves by v, with Nesterov by g + μ v. Weight decay adds to the gradient.
 */
export class Sgd implements Optimizer {
  private readonly momentum: number
  private readonly nesterov: boolean
  private readonly decayOf: (name: string) => number
  private readonly moments = new Moments(1)

  constructor({ momentum = 0, nesterov = false, weightDecay = 0, decays = () => true }: SgdOptions = {}) {
    this.momentum = momentum
    this.nesterov = nesterov
    this.decayOf = (name) => (decays(name) ? weightDecay : 0)
  }

  step(parameters: Tensors, gradients: Tensors, rate: number): void {
    for (const [name, values] of parameters) {
      const gradient = gradientFor(name, values, gradients)
      if (this.momentum === 0) descend(values, gradient, rate, this.decayOf(name))
      else {
        const [velocity] = this.moments.of(name, values.length)
        roll(values, gradient, velocity, rate, this.decayOf(name), this.momentum, this.nesterov)
      }
    }
    this.moments.steps++
  }

  state(): OptimizerState {
    return this.moments.state()
  }

  restore(state: OptimizerState): void {
    this.moments.restore(state)
  }
}

function descend(values: Float32Array, gradient: Float32Array, rate: number, decay: number): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    values[index] = value - rate * (gradient[index] + decay * value)
  }
}

function roll(
  values: Float32Array,
  gradient: Float32Array,
  velocity: Float32Array,
  rate: number,
  decay: number,
  momentum: number,
  nesterov: boolean,
): void {
  for (let index = 0; index < values.length; index++) {
    const slope = gradient[index] + decay * values[index]
    const speed = momentum * velocity[index] + slope
    velocity[index] = speed
    values[index] -= rate * (nesterov ? slope + momentum * speed : speed)
  }
}
