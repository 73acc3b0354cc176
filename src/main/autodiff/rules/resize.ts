import { intOf, intsOf, textOf } from '../../onnx/attributes.ts'
import { constantOf } from '../../onnx/constants.ts'
import { frontAxis } from '../../onnx/evaluate/axes.ts'
import type { Node } from '../../onnx/node.ts'
import { floatsOf } from '../../onnx/tensor.ts'
import type { Value } from '../../onnx/value.ts'
import { applyTransposed, type AxisMap } from '../along-axis.ts'
import type { GradientContext } from '../context.ts'
import type { Dims } from '../emitter.ts'
import { repeatsOf, resizeMap } from '../resize-map.ts'
import { ofFirst } from '../rule.ts'

/**
 * Resizing is linear along each axis. Where it repeats pixels, the gradient adds up blocks, which pooling does fastest;
 * otherwise it is a product with the transposed matrix of each axis.
 */
export const resize = ofFirst((node, upstream, context) => {
  const dims = context.dims(context.input(node, 0))
  const maps = mapsOf(node, dims, context.dims(upstream), context)
  const factors = maps.map(repeatsOf)
  if (factors.length > 2 && factors.every((factor, axis) => factor !== null && (axis > 1 || factor === 1)))
    return [sumBlocks(upstream, dims, factors.slice(2).map(Number), context)]
  return [maps.reduce((gradient, map, axis) => applyTransposed(context, gradient, axis, map), upstream)]
})

function mapsOf(node: Node, from: Dims, to: Dims, context: GradientContext): AxisMap[] {
  const { attributes } = node
  if (intOf(attributes, 'antialias', 0) === 1) context.unsupported(node, 'antialias')
  const given =
    intsOf(attributes, 'axes')?.map((axis) => frontAxis(axis, from.length)) ?? from.map((_, axis) => axis)
  const scales = constantOf(node.input(2))
  const factors = scales === null ? [] : floatsOf(scales)
  const mode = `${textOf(attributes, 'mode', 'nearest')}, ${textOf(attributes, 'coordinate_transformation_mode', 'half_pixel')}`
  return from.map((size, axis) => {
    const scale = factors[given.indexOf(axis)] ?? to[axis] / size
    const map = resizeMap(attributes, { from: size, to: to[axis], scale })
    return map ?? context.unsupported(node, `mode ${mode}`)
  })
}

function sumBlocks(upstream: Value, dims: Dims, factors: readonly number[], context: GradientContext): Value {
  const mean = context.emit('AveragePool', [upstream], dims, { kernel_shape: factors, strides: factors })
  return context.mul(mean, context.scalar(factors.reduce((product, factor) => product * factor, 1)))
}
