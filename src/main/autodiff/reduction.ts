import { intOf } from '../onnx/attributes.ts'
import { frontAxis } from '../onnx/evaluate/axes.ts'
import type { Node } from '../onnx/node.ts'
import type { Value } from '../onnx/value.ts'
import type { GradientContext } from './context.ts'
import type { Dims } from './emitter.ts'

/** What a Reduce operator does to the shape of its input. */
export interface Reduction {
  readonly axes: Dims
  /** Shape of the result with the reduced axes kept at size 1. */
  readonly kept: Dims
  /** Elements that come together in one. */
  readonly count: number
}

/** Axes of a Reduce node: those given, else all of them, or none where the node says so. */
export function reductionOf(node: Node, context: GradientContext): Reduction {
  const dims = context.dims(context.input(node, 0))
  const given = context.list(node, 1, 'axes') ?? []
  const all = given.length === 0 && intOf(node.attributes, 'noop_with_empty_axes', 0) === 0
  const axes = all ? dims.map((_, axis) => axis) : given.map((axis) => frontAxis(axis, dims.length))
  const kept = dims.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
  return { axes, kept, count: axes.reduce((count, axis) => count * dims[axis], 1) }
}

/** The gradient of a Reduce node's input where every element has the weight `1 / divisor`. */
export function spread(node: Node, upstream: Value, context: GradientContext, divisor: number): Value {
  const { kept } = reductionOf(node, context)
  const gradient = context.reshape(upstream, kept)
  const share = divisor === 1 ? gradient : context.mul(gradient, context.scalar(1 / divisor))
  return context.expand(share, context.dims(context.input(node, 0)))
}
