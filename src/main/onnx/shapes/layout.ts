import { intOf, intsOf } from '../attributes.ts'
import { sizeOf } from '../../base/tensor.ts'
import { frontAxis, listedAxes } from '../evaluate/axes.ts'
import {
  concatDims,
  expandDims,
  reshapeDims,
  sliceBounds,
  squeezeDims,
  unsqueezeDims,
} from '../evaluate/layout-dims.ts'
import { fromFirst, type Dims, type ShapeQuery, type ShapeRule } from './rule.ts'

const concat: ShapeRule = ({ node, dims }) => {
  const parts = node.inputs.map((_, index) => dims(index))
  const known = parts.filter((part) => part !== null)
  if (known.length !== parts.length || known.length === 0) return [null]
  return [concatDims(known, frontAxis(intOf(node.attributes, 'axis', 1), known[0].length))]
}

const split: ShapeRule = ({ node, dims, list }) => {
  const input = dims(0)
  const count = node.outputs.length
  if (input === null || (node.input(1) !== null && list(1) === null)) return node.outputs.map(() => null)
  const axis = frontAxis(intOf(node.attributes, 'axis', 0), input.length)
  const chunk = Math.ceil(input[axis] / count)
  const sizes = listedAxes(node.attributes, 'split', list(1))
  return node.outputs.map((_, index) => {
    const size = sizes?.[index] ?? Math.min(chunk, input[axis] - index * chunk)
    return input.with(axis, size)
  })
}

const slice = fromFirst((input, { node, list }) => {
  const given = [1, 2, 3, 4].map((index) => (node.input(index) === null ? undefined : list(index)))
  if (given.includes(null)) return null
  const [starts, ends, axes, steps] = given
  const bounds = sliceBounds(
    input,
    listedAxes(node.attributes, 'starts', starts),
    listedAxes(node.attributes, 'ends', ends),
    listedAxes(node.attributes, 'axes', axes),
    steps ?? undefined,
  )
  return bounds?.map(({ count }) => count) ?? null
})

const gather: ShapeRule = ({ node, dims }) => {
  const [input, indices] = [dims(0), dims(1)]
  if (input === null || indices === null) return [null]
  const axis = frontAxis(intOf(node.attributes, 'axis', 0), input.length)
  return [[...input.slice(0, axis), ...indices, ...input.slice(axis + 1)]]
}

const gatherND: ShapeRule = ({ node, dims }) => {
  const [input, indices] = [dims(0), dims(1)]
  if (input === null || indices === null) return [null]
  const taken = intOf(node.attributes, 'batch_dims', 0) + indices[indices.length - 1]
  return [[...indices.slice(0, -1), ...input.slice(taken)]]
}

const pad = fromFirst((input, { node, list }) => {
  const axes = list(3)?.map((axis) => frontAxis(axis, input.length)) ?? input.map((_, axis) => axis)
  if (node.input(1) !== null && list(1) === null) return null
  const pads = listedAxes(node.attributes, 'pads', list(1))
  if (pads === undefined) return null
  return input.map((dim, axis) => {
    const index = axes.indexOf(axis)
    return index < 0 ? dim : dim + pads[index] + pads[index + axes.length]
  })
})

const blocks =
  (direction: 1 | -1) =>
  ([batch, channels, height, width]: Dims, { node }: ShapeQuery) => {
    const scale = intOf(node.attributes, 'blocksize', 1) ** direction
    return [batch, channels / scale ** 2, height * scale, width * scale]
  }

const squeeze = fromFirst((input, { node, list }) => {
  if (node.input(1) !== null && list(1) === null) return null
  return squeezeDims(input, listedAxes(node.attributes, 'axes', list(1)))
})

const unsqueeze = fromFirst((input, { node, list }) => {
  const axes = listedAxes(node.attributes, 'axes', list(1))
  return axes === undefined ? null : unsqueezeDims(input, axes)
})

/** Operators that move values without computing any. */
export const LAYOUT: Record<string, ShapeRule> = {
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  GatherND: gatherND,
  GatherElements: ({ dims }) => [dims(1)],
  Pad: pad,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  DepthToSpace: fromFirst(blocks(1)),
  SpaceToDepth: fromFirst(blocks(-1)),
  Transpose: fromFirst((input, { node }) => {
    const order = intsOf(node.attributes, 'perm') ?? input.map((_, axis) => input.length - 1 - axis)
    return order.map((axis) => input[axis])
  }),
  Reshape: fromFirst((input, { node, list }) => {
    const target = list(1)
    return target && reshapeDims(input, target, intOf(node.attributes, 'allowzero', 0) === 1)
  }),
  Flatten: fromFirst((input, { node }) => {
    const axis = frontAxis(intOf(node.attributes, 'axis', 1), input.length)
    return [sizeOf(input.slice(0, axis)), sizeOf(input.slice(axis))]
  }),
  Expand: fromFirst((input, { list }) => {
    const target = list(1)
    return target && expandDims(input, target)
  }),
  Tile: fromFirst((input, { list }) => {
    const repeats = list(1)
    return repeats && input.map((dim, axis) => dim * repeats[axis])
  }),
}
