import type { Node } from '../onnx/node.ts'
import type { Value } from '../onnx/value.ts'

/** Operators that move or select the values of their first input without computing new ones. */
const COMMUTING = [
  'MaxPool',
  'Resize',
  'Upsample',
  'Split',
  'Slice',
  'Transpose',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
  'Identity',
  'Dropout',
  'DepthToSpace',
  'SpaceToDepth',
]

/**
 * The tensors whose values a node hands on unchanged, so that Q/DQ may stand before or behind it when the scales are
 * equal: every input of a Concat, the data input of MaxPool, Resize, Split, Slice, Transpose, Reshape and their like,
 * none for all other operators. A Resize that interpolates counts too: it never leaves the range of its input.
 */
export function carriedInputs(node: Node): Value[] {
  if (node.is('Concat')) return node.inputs.filter((input) => input !== null)
  const data = node.is(...COMMUTING) ? node.input(0) : null
  return data === null ? [] : [data]
}
