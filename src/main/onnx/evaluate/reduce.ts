import { intOf } from '../attributes.ts'
import { reduceDims } from './layout-dims.ts'
import { frontAxis, listedAxes } from './axes.ts'
import { positions, strides } from './broadcast.ts'
import { constant } from './constant.ts'
import type { Evaluator } from './evaluator.ts'

function reduce(combine: (values: readonly number[]) => number): Evaluator {
  return ({ node, constants: [input], at }) => {
    const listed = listedAxes(node.attributes, 'axes', at(1)?.data)
    if ((listed ?? []).length === 0 && intOf(node.attributes, 'noop_with_empty_axes', 0) === 1) return input
    const rank = input.dims.length
    const gone = new Set((listed ?? []).map((axis) => frontAxis(axis, rank)))
    const isGone = (axis: number) => gone.size === 0 || gone.has(axis)
    const own = strides(input.dims)
    const along = (keep: boolean) => {
      const axes = input.dims.map((_, axis) => axis).filter((axis) => isGone(axis) !== keep)
      return positions(
        axes.map((axis) => input.dims[axis]),
        axes.map((axis) => own[axis]),
      )
    }
    const offsets = along(false)
    const data = along(true).map((from) => combine(offsets.map((offset) => input.data[from + offset])))
    const dims = reduceDims(input.dims, listed ?? [], intOf(node.attributes, 'keepdims', 1) === 1)
    return constant(input.type, dims, data)
  }
}

/** Reductions of small integer lists, such as the product of a shape. */
export const REDUCTIONS: Record<string, Evaluator> = {
  ReduceProd: reduce((values) => values.reduce((product, value) => product * value, 1)),
  ReduceSum: reduce((values) => values.reduce((sum, value) => sum + value, 0)),
  ReduceMax: reduce((values) => Math.max(...values)),
  ReduceMin: reduce((values) => Math.min(...values)),
}
