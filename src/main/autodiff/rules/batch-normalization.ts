import { floatOf, intOf } from '../../onnx/attributes.ts'
import type { Node } from '../../onnx/node.ts'
import type { Value } from '../../onnx/value.ts'
import type { GradientContext } from '../context.ts'
import { ofFirst } from '../rule.ts'

/**
 * y = scale · x̂ + bias with x̂ = (x − mean) / √(variance + ε). In evaluation mean and variance are inputs; in training
 * they are those of the batch, through which the gradient goes as well (Ioffe and Szegedy 2015).
 */
export const batchNormalization = ofFirst((node, upstream, context) => {
  const norm = new Normalization(node, upstream, context)
  if (intOf(node.attributes, 'training_mode', 0) === 1) {
    context.refuse(node, 3)
    return [context.ifNeeded(node.input(0), () => norm.throughBatch()), ...norm.ofParameters()]
  }
  return [
    context.ifNeeded(node.input(0), () => context.mul(upstream, norm.factor)),
    ...norm.ofParameters(),
    ...norm.ofStatistics(),
  ]
})

/** What the gradients have in common, as [1, C, 1, …], computed when first asked for. */
class Normalization {
  private readonly node: Node
  private readonly upstream: Value
  private readonly context: GradientContext
  private readonly axes: readonly number[]
  private readonly known = new Map<string, Value>()

  constructor(node: Node, upstream: Value, context: GradientContext) {
    this.node = node
    this.upstream = upstream
    this.context = context
    this.axes = context.dims(upstream).flatMap((_, axis) => (axis === 1 ? [] : [axis]))
  }

  private once(name: string, compute: () => Value): Value {
    const value = this.known.get(name) ?? compute()
    this.known.set(name, value)
    return value
  }

  private perChannel(index: number): Value {
    const value = this.context.input(this.node, index)
    const dims = this.context.dims(this.upstream).map((dim, axis) => (axis === 1 ? dim : 1))
    return this.context.reshape(value, dims)
  }

  private average(total: Value): Value {
    const share = this.context.size(total) / this.context.size(this.upstream)
    return this.context.mul(total, this.context.scalar(share))
  }

  private get training(): boolean {
    return intOf(this.node.attributes, 'training_mode', 0) === 1
  }

  private get centred(): Value {
    return this.once('centred', () => {
      const x = this.context.input(this.node, 0)
      const mean = this.training ? this.average(this.context.sum(x, this.axes)) : this.perChannel(3)
      return this.context.sub(x, mean)
    })
  }

  /** 1 / √(variance + ε). */
  private get inverse(): Value {
    return this.once('inverse', () => {
      const { context } = this
      const variance = this.training
        ? this.average(context.sum(context.mul(this.centred, this.centred), this.axes))
        : this.perChannel(4)
      const epsilon = context.scalar(floatOf(this.node.attributes, 'epsilon', 1e-5))
      return context.unary('Reciprocal', context.unary('Sqrt', context.add(variance, epsilon)))
    })
  }

  private get normalized(): Value {
    return this.once('normalized', () => this.context.mul(this.centred, this.inverse))
  }

  /** dy/dx in evaluation. */
  get factor(): Value {
    return this.once('factor', () => this.context.mul(this.perChannel(1), this.inverse))
  }

  private get scaleGradient(): Value {
    return this.once('scale', () =>
      this.context.sum(this.context.mul(this.upstream, this.normalized), this.axes),
    )
  }

  private get biasGradient(): Value {
    return this.once('bias', () => this.context.sum(this.upstream, this.axes))
  }

  private flatIfNeeded(index: number, compute: () => Value): Value | null {
    return this.context.ifNeeded(this.node.input(index), () => {
      const value = compute()
      return this.context.reshape(value, [this.context.size(value)])
    })
  }

  ofParameters(): (Value | null)[] {
    return [this.flatIfNeeded(1, () => this.scaleGradient), this.flatIfNeeded(2, () => this.biasGradient)]
  }

  ofStatistics(): (Value | null)[] {
    const { context } = this
    const negated = (one: Value, other: Value) => context.unary('Neg', context.mul(one, other))
    return [
      this.flatIfNeeded(3, () => negated(this.biasGradient, this.factor)),
      this.flatIfNeeded(4, () => {
        const half = context.mul(context.mul(this.factor, this.inverse), context.scalar(0.5))
        return negated(this.scaleGradient, half)
      }),
    ]
  }

  /** dx = factor · (dy − mean(dy) − x̂ · mean(dy · x̂)). */
  throughBatch(): Value {
    const { context } = this
    const level = context.sub(this.upstream, this.average(this.biasGradient))
    const along = context.mul(this.normalized, this.average(this.scaleGradient))
    return context.mul(context.sub(level, along), this.factor)
  }
}
