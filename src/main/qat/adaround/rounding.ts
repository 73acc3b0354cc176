import { channelRuns } from '../../calib/channels.ts'
import type { Tensor } from '../../base/tensor.ts'

/** INT8's levels. */
const LOWEST = -128
const HIGHEST = 127

/** How far the rectified sigmoid reaches beyond 0 and 1 (Louizos et al. 2018), so that it attains both. */
const LOW = -0.1
const HIGH = 1.1

/** Weights with the scale that counts for each channel. */
export interface Scaled extends Tensor {
  readonly scales: Float32Array
  readonly axis: number | null
}

/** How strongly roundings are pushed to either side: `weight` · Σ (1 − |2h − 1|^`beta`); none where the weight is 0. */
export interface Regularizer {
  readonly weight: number
  readonly beta: number
}

/**
 * The roundings of a weight tensor as AdaRound learns them (Nagel et al. 2020, arXiv 2004.10568): every weight w with
 * scale s may become level floor(w/s) or the one above. A variable V says how far up by the rectified sigmoid
 * h = clip(1.2 · σ(V) − 0.1, 0, 1); the soft weight is s · clip(floor(w/s) + h, −128, 127). At the start
 * h = w/s − floor(w/s), which gives back the weight.
 */
export class Rounding {
  /** V, one for each weight; changed by the optimizer. */
  readonly variables: Float32Array
  private readonly floors: Float32Array
  private readonly fractions: Float32Array
  private readonly scales: Float32Array
  private readonly sigmoids: Float32Array

  constructor(weights: Scaled) {
    const size = weights.data.length
    this.variables = new Float32Array(size)
    this.floors = new Float32Array(size)
    this.fractions = new Float32Array(size)
    this.sigmoids = new Float32Array(size)
    this.scales = new Float32Array(size)
    for (const { channel, start, end } of channelRuns(weights, weights.axis)) {
      this.scales.fill(weights.scales[channel], start, end)
    }
    for (let index = 0; index < size; index++) this.start(index, weights.data[index] / this.scales[index])
  }

  private start(index: number, steps: number): void {
    const floor = Math.floor(Math.min(Math.max(steps, LOWEST), HIGHEST))
    const fraction = Math.min(Math.max(steps - floor, 0), 1)
    this.floors[index] = floor
    this.fractions[index] = fraction
    // Just inside the open interval, where the slope is not 0.
    const share = (Math.min(Math.max(fraction, 1e-4), 1 - 1e-4) - LOW) / (HIGH - LOW)
    this.variables[index] = -Math.log(1 / share - 1)
  }

  /** Writes the soft weights, and remembers the sigmoids for `slopes`. */
  soften(into: Float32Array): void {
    const { variables, floors, scales, sigmoids } = this
    for (let index = 0; index < into.length; index++) {
      const sigmoid = 1 / (1 + Math.exp(-variables[index]))
      sigmoids[index] = sigmoid
      const up = Math.min(Math.max(sigmoid * (HIGH - LOW) + LOW, 0), 1)
      into[index] = Math.min(floors[index] + up, HIGHEST) * scales[index]
    }
  }

  /** Writes the gradient of `factor` · loss + regularizer by V, from the loss's gradient by the weights of the last `soften`. */
  slopes(
    weightGradient: Float32Array,
    factor: number,
    { weight, beta }: Regularizer,
    into: Float32Array,
  ): void {
    const { floors, scales, sigmoids } = this
    for (let index = 0; index < into.length; index++) {
      const sigmoid = sigmoids[index]
      const up = sigmoid * (HIGH - LOW) + LOW
      if (up <= 0 || up >= 1 || floors[index] >= HIGHEST) {
        into[index] = 0
        continue
      }
      const loss = factor * weightGradient[index] * scales[index]
      const side = 2 * up - 1
      const push = weight === 0 ? 0 : -2 * weight * beta * Math.sign(side) * Math.abs(side) ** (beta - 1)
      into[index] = (loss + push) * (HIGH - LOW) * sigmoid * (1 - sigmoid)
    }
  }

  /** Writes the weights at the centre of the level that each V leans to. */
  harden(into: Float32Array): void {
    this.write(into, (index) => this.variables[index] >= 0)
  }

  /** Writes the weights at the centre of their nearest level. */
  nearest(into: Float32Array): void {
    this.write(into, (index) => this.isNearestUp(index))
  }

  /** Weights that lean to another level than the nearest. */
  get flipped(): number {
    let count = 0
    for (let index = 0; index < this.variables.length; index++) {
      if (this.level(index, this.variables[index] >= 0) !== this.level(index, this.isNearestUp(index)))
        count++
    }
    return count
  }

  private isNearestUp(index: number): boolean {
    const fraction = this.fractions[index]
    // Halves go to the even level, as QuantizeLinear rounds them.
    return fraction > 0.5 || (fraction === 0.5 && this.floors[index] % 2 !== 0)
  }

  private level(index: number, up: boolean): number {
    return Math.min(this.floors[index] + (up ? 1 : 0), HIGHEST)
  }

  private write(into: Float32Array, isUp: (index: number) => boolean): void {
    for (let index = 0; index < into.length; index++) {
      into[index] = this.level(index, isUp(index)) * this.scales[index]
    }
  }
}
