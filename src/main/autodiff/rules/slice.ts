import { sliceBounds, type SliceBounds } from '../../onnx/evaluate/layout-dims.ts'
import type { Value } from '../../onnx/value.ts'
import type { GradientContext } from '../context.ts'
import { ofFirst } from '../rule.ts'

/** Back to where it was taken from, with zeros around and between. */
export const slice = ofFirst((node, upstream, context) => {
  const dims = context.dims(context.input(node, 0))
  const lists = ['starts', 'ends', 'axes', 'steps'].map((name, index) => context.list(node, index + 1, name))
  const bounds =
    sliceBounds(dims, lists[0], lists[1], lists[2], lists[3]) ?? context.unsupported(node, 'unknown bounds')
  const spread = bounds.reduce(
    (gradient, bound, axis) => spreadAlong(gradient, axis, bound, context),
    upstream,
  )
  const before = bounds.map(firstOf)
  const sizes = context.dims(spread)
  return [
    context.pad(
      spread,
      before,
      dims.map((dim, axis) => dim - before[axis] - sizes[axis]),
    ),
  ]
})

/** The element nearest to the front that was taken. */
function firstOf({ start, step, count }: SliceBounds): number {
  return step > 0 ? start : start + (count - 1) * step
}

/** Elements in the input's order and at their distance from each other. */
function spreadAlong(gradient: Value, axis: number, { step }: SliceBounds, context: GradientContext): Value {
  const dims = context.dims(gradient)
  const ordered = step > 0 ? gradient : backwards(gradient, axis, context)
  const distance = Math.abs(step)
  if (distance === 1 || dims[axis] === 1) return ordered
  const columns = context.reshape(ordered, dims.toSpliced(axis + 1, 0, 1))
  const none = [...dims, 1].map(() => 0)
  const gaps = context.pad(columns, none, none.with(axis + 1, distance - 1))
  return context.reshape(gaps, dims.with(axis, dims[axis] * distance))
}

function backwards(value: Value, axis: number, context: GradientContext): Value {
  const bounds = [-1, -(2 ** 31), axis, -1].map((number) => context.ints([number]))
  return context.emit('Slice', [value, ...bounds], context.dims(value))
}
