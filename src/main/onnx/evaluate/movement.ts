import { intOf, intsOf } from '../attributes.ts'
import {
  concatDims,
  expandDims,
  reshapeDims,
  sliceBounds,
  squeezeDims,
  unsqueezeDims,
} from './layout-dims.ts'
import { frontAxis, listedAxes } from './axes.ts'
import { broadcastPositions, positions, strides } from './broadcast.ts'
import { constant, type Constant } from './constant.ts'
import type { Evaluator } from './evaluator.ts'

function shaped(input: Constant, dims: readonly number[] | null): Constant | null {
  return dims === null ? null : { ...input, dims }
}

function picked(input: Constant, dims: readonly number[], places: readonly number[]): Constant | null {
  return constant(
    input.type,
    dims,
    places.map((place) => input.data[place]),
  )
}

const concat: Evaluator = ({ node, constants }) => {
  const [first] = constants
  const axis = frontAxis(intOf(node.attributes, 'axis', 0), first.dims.length)
  const dims = concatDims(
    constants.map((part) => part.dims),
    axis,
  )
  if (dims === null) return null
  const outer = dims.slice(0, axis).reduce((size, dim) => size * dim, 1)
  const data: number[] = []
  for (let block = 0; block < outer; block++) {
    for (const part of constants) {
      const length = part.data.length / outer
      data.push(...part.data.subarray(block * length, (block + 1) * length))
    }
  }
  return constant(first.type, dims, data)
}

const gather: Evaluator = ({ node, constants: [input, indices] }) => {
  const axis = frontAxis(intOf(node.attributes, 'axis', 0), input.dims.length)
  const steps = strides(input.dims)
  const outer = positions(input.dims.slice(0, axis), steps)
  const inner = positions(input.dims.slice(axis + 1), steps.slice(axis + 1))
  const chosen = Array.from(indices.data, (index) => frontAxis(index, input.dims[axis]))
  if (chosen.some((index) => index < 0 || index >= input.dims[axis])) return null
  const places = outer.flatMap((from) =>
    chosen.flatMap((index) => inner.map((offset) => from + index * steps[axis] + offset)),
  )
  const dims = [...input.dims.slice(0, axis), ...indices.dims, ...input.dims.slice(axis + 1)]
  return picked(input, dims, places)
}

const slice: Evaluator = ({ node, constants: [input], at }) => {
  const list = (index: number) => at(index)?.data ?? null
  const bounds = sliceBounds(
    input.dims,
    listedAxes(node.attributes, 'starts', list(1)),
    listedAxes(node.attributes, 'ends', list(2)),
    listedAxes(node.attributes, 'axes', list(3)),
    listedAxes(node.attributes, 'steps', list(4)),
  )
  if (bounds === null) return null
  const own = strides(input.dims)
  const start = bounds.reduce((sum, { start: from }, axis) => sum + from * own[axis], 0)
  const dims = bounds.map(({ count }) => count)
  const steps = bounds.map(({ step }, axis) => step * own[axis])
  return picked(input, dims, positions(dims, steps, start))
}

const transpose: Evaluator = ({ node, constants: [input] }) => {
  const order = intsOf(node.attributes, 'perm') ?? input.dims.map((_, axis) => input.dims.length - 1 - axis)
  const own = strides(input.dims)
  const dims = order.map((axis) => input.dims[axis])
  const steps = order.map((axis) => own[axis])
  return picked(input, dims, positions(dims, steps))
}

/** Rearranging values without computing any. */
export const MOVEMENT: Record<string, Evaluator> = {
  Concat: concat,
  Gather: gather,
  Slice: slice,
  Transpose: transpose,
  Reshape: ({ node, constants: [input, shape] }) =>
    shaped(
      input,
      reshapeDims(input.dims, Array.from(shape.data), intOf(node.attributes, 'allowzero', 0) === 1),
    ),
  Squeeze: ({ node, constants: [input], at }) =>
    shaped(input, squeezeDims(input.dims, listedAxes(node.attributes, 'axes', at(1)?.data))),
  Unsqueeze: ({ node, constants: [input], at }) =>
    shaped(input, unsqueezeDims(input.dims, listedAxes(node.attributes, 'axes', at(1)?.data) ?? [])),
  Expand: ({ constants: [input, shape] }) => {
    const dims = expandDims(input.dims, Array.from(shape.data))
    return dims === null ? null : picked(input, dims, broadcastPositions(input.dims, dims))
  },
}
