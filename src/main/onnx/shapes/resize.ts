import { intsOf, textOf } from '../attributes.ts'
import { frontAxis } from '../evaluate/axes.ts'
import { fromFirst, type Dims, type ShapeRule } from './rule.ts'

function scaled(input: Dims, scales: Dims): number[] {
  return input.map((dim, axis) => Math.floor(dim * scales[axis]))
}

/** One scale for all axes so that the result fits into (or covers) the asked size: Resize 18's aspect policies. */
function keepingAspect(input: Dims, axes: Dims, sizes: Dims, policy: string): number[] {
  const ratios = axes.map((axis, index) => sizes[index] / input[axis])
  const scale = policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios)
  return axes.map((axis) => Math.floor(scale * input[axis] + 0.5))
}

const resize: ShapeRule = fromFirst((input, { node, opset, list }) => {
  const axes =
    intsOf(node.attributes, 'axes')?.map((axis) => frontAxis(axis, input.length)) ??
    input.map((_, axis) => axis)
  const placed = (values: Dims) =>
    input.map((dim, axis) => (axes.includes(axis) ? values[axes.indexOf(axis)] : dim))
  const sizes = list(3)
  if (sizes !== null && sizes.length > 0) {
    const policy = textOf(node.attributes, 'keep_aspect_ratio_policy', 'stretch')
    return placed(policy === 'stretch' ? sizes : keepingAspect(input, axes, sizes, policy))
  }
  const scales = list(opset < 11 ? 1 : 2)
  if (scales === null || scales.length !== axes.length) return null
  return placed(
    scaled(
      axes.map((axis) => input[axis]),
      scales,
    ),
  )
})

const upsample: ShapeRule = fromFirst((input, { node, list }) => {
  const scales = list(1) ?? node.attributes.get('scales')?.floats
  return scales === undefined ? null : scaled(input, scales)
})

/** Resize (10 and later) and its predecessor Upsample. */
export const RESIZE: Record<string, ShapeRule> = { Resize: resize, Upsample: upsample }
