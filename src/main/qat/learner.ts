import { Adam } from '../autodiff/optimizers/adam.ts'
import { clipGradients, gradientNorm } from '../autodiff/optimizers/clip-gradients.ts'
import { gradientFor, type OptimizerState } from '../autodiff/optimizers/optimizer.ts'
import type { Tensor } from '../base/tensor.ts'
import type { FineTunePlan } from './plan.ts'

type Arrays = ReadonlyMap<string, Float32Array>

/** Learning rate at which scales change by the plan's `scaleRate` a step. */
const REFERENCE_RATE = 1e-5

/** What a learner needs in order to go on where another one stopped. */
export interface LearnerState {
  readonly parameters: Arrays
  /** Of the scales among the parameters, exactly as they are trained. */
  readonly logarithms: Arrays
  readonly weights: OptimizerState
  readonly scales: OptimizerState
}

/**
 * The parameters in training and their optimizers: Adam for weights, and Adam on the logarithm for scales, which keeps
 * them positive and makes a step a share of the scale whatever its size (Jain et al. 2020, Trained Quantization
 * Thresholds).
 */
export class Learner {
  private readonly weights: Arrays
  private readonly scales: Arrays
  private readonly logarithms: Map<string, Float32Array>
  private readonly forWeights: Adam
  private readonly forScales = new Adam()
  private readonly plan: FineTunePlan

  /** `shared` is what the training graph is fed with; it changes with every step. */
  constructor(shared: ReadonlyMap<string, Tensor>, scales: ReadonlySet<string>, plan: FineTunePlan) {
    const arrays = Array.from(shared, ([name, { data }]) => [name, data] as const)
    this.weights = new Map(arrays.filter(([name]) => !scales.has(name)))
    this.scales = new Map(arrays.filter(([name]) => scales.has(name)))
    this.logarithms = logarithmsOf(this.scales)
    this.forWeights = new Adam({ weightDecay: plan.weightDecay })
    this.plan = plan
  }

  /**
   * One step; none where a gradient is not finite. The weights' gradients are clipped in place.
   * @returns the length of all weights' gradients before clipping; not finite where any gradient is not.
   * Throws INTERNAL for a parameter without a gradient of its length.
   */
  step(gradients: Arrays, rate: number): number {
    const { clip, scaleRate } = this.plan
    const forScales = gradientNorm(new Map([...gradients].filter(([name]) => this.scales.has(name))))
    if (!Number.isFinite(forScales)) return forScales
    const forWeights = new Map([...gradients].filter(([name]) => this.weights.has(name)))
    const norm = clipGradients(forWeights, clip === 0 ? Infinity : clip)
    if (!Number.isFinite(norm)) return norm
    this.forWeights.step(this.weights, forWeights, rate)
    this.stepScales(gradients, (scaleRate * rate) / REFERENCE_RATE)
    return norm
  }

  private stepScales(gradients: Arrays, rate: number): void {
    const slopes = Array.from(this.scales, ([name, scale]) => {
      const gradient = gradientFor(name, scale, gradients)
      return [name, scale.map((value, index) => value * gradient[index])] as const
    })
    this.forScales.step(this.logarithms, new Map(slopes), rate)
    for (const [name, scale] of this.scales)
      this.logarithms.get(name)?.forEach((value, index) => (scale[index] = Math.exp(value)))
  }

  /** Copies of the parameters. */
  parameters(): Map<string, Float32Array> {
    return new Map([...this.weights, ...this.scales].map(([name, data]) => [name, Float32Array.from(data)]))
  }

  /** The live state, but for the parameters: write it down before the next step. */
  state(): LearnerState {
    return {
      parameters: this.parameters(),
      logarithms: this.logarithms,
      weights: this.forWeights.state(),
      scales: this.forScales.state(),
    }
  }

  /** Goes on from the state of a learner of the same parameters. */
  restore({ parameters, logarithms, weights, scales }: LearnerState): void {
    for (const [name, data] of [...this.weights, ...this.scales]) {
      const stored = parameters.get(name)
      if (stored !== undefined) data.set(stored)
    }
    for (const [name, data] of logarithms) this.logarithms.set(name, data.slice())
    this.forWeights.restore(weights)
    this.forScales.restore(scales)
  }
}

function logarithmsOf(scales: Arrays): Map<string, Float32Array> {
  return new Map(Array.from(scales, ([name, data]) => [name, data.map(Math.log)]))
}
