import { textOf } from '../../onnx/attributes.ts'
import { frontAxis } from '../../onnx/evaluate/axes.ts'
import type { Node } from '../../onnx/node.ts'
import { applyTransposed, axisMap } from '../along-axis.ts'
import type { GradientContext } from '../context.ts'
import { ofFirst } from '../rule.ts'

/** Which element of an axis of `size` a place before, on or behind it repeats. */
const SOURCES: Partial<Record<string, (place: number, size: number) => number>> = {
  edge: (place, size) => Math.min(Math.max(place, 0), size - 1),
  reflect: (place, size) => {
    const period = Math.max(2 * (size - 1), 1)
    const inside = ((place % period) + period) % period
    return Math.min(inside, period - inside)
  },
  wrap: (place, size) => ((place % size) + size) % size,
}

/** Constant padding is cut off again; repeated elements add up. */
export const pad = ofFirst((node, upstream, context) => {
  const dims = context.dims(context.input(node, 0))
  const { before, after } = sidesOf(node, dims.length, context)
  const mode = textOf(node.attributes, 'mode', 'constant')
  if (mode === 'constant') {
    context.refuse(node, 1)
    return [
      context.pad(
        upstream,
        before.map((count) => -count),
        after.map((count) => -count),
      ),
    ]
  }
  const source = SOURCES[mode] ?? context.unsupported(node, `mode ${mode}`)
  const sizes = context.dims(upstream)
  const maps = dims.map((size, axis) =>
    axisMap(sizes[axis], size, (row) => [[source(row - before[axis], size), 1]]),
  )
  return [maps.reduce((gradient, map, axis) => applyTransposed(context, gradient, axis, map), upstream)]
})

function sidesOf(node: Node, rank: number, context: GradientContext): { before: number[]; after: number[] } {
  const pads = context.list(node, 1, 'pads') ?? []
  const axes = context.list(node, 3, 'axes')?.map((axis) => frontAxis(axis, rank))
  const side = (offset: number) =>
    Array.from({ length: rank }, (_, axis) => {
      const index = axes === undefined ? axis : axes.indexOf(axis)
      return index < 0 ? 0 : (pads[index + offset * (pads.length / 2)] ?? 0)
    })
  return { before: side(0), after: side(1) }
}
