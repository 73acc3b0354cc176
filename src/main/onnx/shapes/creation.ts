import { intOf } from '../attributes.ts'
import { constantTensor } from '../constants.ts'
import { frontAxis } from '../evaluate/axes.ts'
import { rangeLength } from '../evaluate/creation.ts'
import { dimsOf } from '../tensor.ts'
import { fromFirst, type ShapeRule } from './rule.ts'

/** Operators that make values from shapes and numbers. */
export const CREATION: Record<string, ShapeRule> = {
  Constant: ({ node }) => {
    const tensor = constantTensor(node)
    return [tensor === null ? null : dimsOf(tensor)]
  },
  Shape: fromFirst((input, { node }) => {
    const start = frontAxis(intOf(node.attributes, 'start', 0), input.length)
    const end = frontAxis(intOf(node.attributes, 'end', input.length), input.length)
    return [input.slice(Math.max(start, 0), Math.max(end, 0)).length]
  }),
  Size: fromFirst(() => []),
  Range: ({ list }) => {
    const [start, limit, delta] = [list(0), list(1), list(2)]
    if (start === null || limit === null || delta === null) return [null]
    return [[rangeLength(start[0], limit[0], delta[0])]]
  },
  ConstantOfShape: ({ list }) => [list(0)],
  OneHot: ({ node, dims, list }) => {
    const [indices, depth] = [dims(0), list(1)]
    if (indices === null || depth === null) return [null]
    return [indices.toSpliced(frontAxis(intOf(node.attributes, 'axis', -1), indices.length + 1), 0, depth[0])]
  },
  EyeLike: fromFirst((input) => input),
  RandomNormalLike: fromFirst((input) => input),
  RandomUniformLike: fromFirst((input) => input),
}
