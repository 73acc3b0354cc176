import { intOf } from '../attributes.ts'
import { frontAxis, listedAxes } from '../evaluate/axes.ts'
import { reduceDims } from '../evaluate/layout-dims.ts'
import { fromFirst, type ShapeRule } from './rule.ts'

const reduce = fromFirst((input, { node, list }) => {
  if (node.input(1) !== null && list(1) === null) return null
  const axes = listedAxes(node.attributes, 'axes', list(1)) ?? []
  if (axes.length === 0 && intOf(node.attributes, 'noop_with_empty_axes', 0) === 1) return input
  return reduceDims(input, axes, intOf(node.attributes, 'keepdims', 1) === 1)
})

const argument = fromFirst((input, { node }) =>
  reduceDims(input, [intOf(node.attributes, 'axis', 0)], intOf(node.attributes, 'keepdims', 1) === 1),
)

const topK: ShapeRule = ({ node, dims, list }) => {
  const input = dims(0)
  const count = list(1)?.[0] ?? (node.attributes.has('k') ? intOf(node.attributes, 'k', 0) : null)
  if (input === null || count === null) return [null, null]
  const shape = input.with(frontAxis(intOf(node.attributes, 'axis', -1), input.length), count)
  return [shape, shape]
}

const REDUCTIONS = ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'Sum', 'SumSquare']

/** Operators that leave fewer elements along an axis. */
export const REDUCE: Record<string, ShapeRule> = {
  ...Object.fromEntries(REDUCTIONS.map((kind) => [`Reduce${kind}`, reduce])),
  ArgMax: argument,
  ArgMin: argument,
  TopK: topK,
}
