import { Adam } from '../autodiff/optimizers/adam.ts'
import { clipGradients } from '../autodiff/optimizers/clip-gradients.ts'
import type { OptimizerState } from '../autodiff/optimizers/optimizer.ts'
import type { Tensor } from '../base/tensor.ts'
import type { FineTunePlan } from './plan.ts'

type Arrays = ReadonlyMap<string, Float32Array>

/** Learning rate at which scales change by the plan's `scaleRate` a step. */
const REFERENCE_RATE = 1e-5

/** What a learner needs to go on where another one stopped. */
export interface LearnerState {
  readonly parameters: Arrays
  /** Of the scales among the parameters, exactly as they are trained. */
  readonly logarithms: Arrays
  readonly weights: OptimizerState
  readonly scales: OptimizerState
}

/**
 * The parameters in training and their optimizers: Adam for weights, and Adam on the logarithm for scales, which keeps
 * them positive and makes a step a share of the scale whatever its size.
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

  /** One step. @returns the length of all weights' gradients before clipping */
  step(gradients: Arrays, rate: number): number {
    const { clip, scaleRate } = this.plan
    const own = new Map([...gradients].filter(([name]) => this.weights.has(name)))
    const norm = clipGradients(own, clip === 0 ? Infinity : clip)
    if (!Number.isFinite(norm)) return norm
    this.forWeights.step(this.weights, own, rate)
    if (this.scales.size > 0) this.stepScales(gradients, (scaleRate * rate) / REFERENCE_RATE)
    return norm
  }

  private stepScales(gradients: Arrays, rate: number): void {
    const slopes = Array.from(this.scales, ([name, scale]) => {
      const gradient = gradients.get(name)
      return [name, scale.map((value, index) => value * (gradient?.[index] ?? 0))] as const
    })
    this.forScales.step(this.logarithms, new Map(slopes), rate)
    for (const [name, scale] of this.scales)
      this.logarithms.get(name)?.forEach((value, index) => (scale[index] = Math.exp(value)))
  }

  /** Copies of the parameters. */
  parameters(): Map<string, Float32Array> {
    return new Map([...this.weights, ...this.scales].map(([name, data]) => [name, Float32Array.from(data)]))
  }

  /** The live state: write it down before the next step. */
  state(): LearnerState {
    return {
      parameters: this.parameters(),
      logarithms: this.logarithms,
      weights: this.forWeights.state(),
      scales: this.forScales.state(),
    }
  }

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
