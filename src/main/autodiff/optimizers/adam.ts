import { Moments } from './moments.ts'
import {
  gradientFor,
  type Optimizer,
  type OptimizerState,
  type Tensors,
  type WeightDecay,
} from './optimizer.ts'

export interface AdamOptions extends WeightDecay {
  /** Share of the running averages of the gradient and of its square that a step keeps. */
  readonly betas?: readonly [number, number]
  readonly epsilon?: number
  /** Weight decay apart from the gradient: AdamW. */
  readonly decoupled?: boolean
}

/**
 * Adam (Kingma and Ba 2015) as torch.optim.Adam, with `decoupled` AdamW (Loshchilov and Hutter 2019):
 * w −= rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).
 */
export class Adam implements Optimizer {
  private readonly betas: readonly [number, number]
  private readonly epsilon: number
  private readonly decoupled: boolean
  private readonly decayOf: (name: string) => number
  private readonly moments = new Moments(2)

  constructor(options: AdamOptions = {}) {
    const { betas = [0.9, 0.999], epsilon = 1e-8, decoupled = false } = options
    const { weightDecay = 0, decays = () => true } = options
    this.betas = betas
    this.epsilon = epsilon
    this.decoupled = decoupled
    this.decayOf = (name) => (decays(name) ? weightDecay : 0)
  }

  step(parameters: Tensors, gradients: Tensors, rate: number): void {
    const steps = ++this.moments.steps
    const [first, second] = this.betas
    const pace = rate / (1 - first ** steps)
    const widening = 1 / Math.sqrt(1 - second ** steps)
    for (const [name, values] of parameters) {
      const gradient = gradientFor(name, values, gradients)
      const decay = this.decayOf(name)
      if (this.decoupled && decay !== 0) shrink(values, 1 - rate * decay)
      const [mean, square] = this.moments.of(name, values.length)
      const coupled = this.decoupled ? 0 : decay
      adapt(values, gradient, mean, square, this.betas, coupled, pace, widening, this.epsilon)
    }
  }

  state(): OptimizerState {
    return this.moments.state()
  }

  restore(state: OptimizerState): void {
    this.moments.restore(state)
  }
}

function shrink(values: Float32Array, factor: number): void {
  for (let index = 0; index < values.length; index++) values[index] *= factor
}

function adapt(
  values: Float32Array,
  gradient: Float32Array,
  mean: Float32Array,
  square: Float32Array,
  [first, second]: readonly [number, number],
  decay: number,
  pace: number,
  widening: number,
  epsilon: number,
): void {
  for (let index = 0; index < values.length; index++) {
    const slope = gradient[index] + decay * values[index]
    const average = mean[index] + (1 - first) * (slope - mean[index])
    const power = second * square[index] + (1 - second) * slope * slope
    mean[index] = average
    square[index] = power
    values[index] -= (pace * average) / (Math.sqrt(power) * widening + epsilon)
  }
}
