import { intOf } from '../attributes.ts'
import type { Node } from '../node.ts'
import { DataType } from '../proto.ts'
import { sizeOf } from '../../base/tensor.ts'
import { frontAxis } from './axes.ts'
import { constant, type Constant, type Operand } from './constant.ts'
import { CREATION } from './creation.ts'
import { ELEMENTWISE } from './elementwise.ts'
import type { Evaluator } from './evaluator.ts'
import { MOVEMENT } from './movement.ts'
import { REDUCTIONS } from './reduce.ts'

const EVALUATORS: Partial<Record<string, Evaluator>> = {
  ...ELEMENTWISE,
  ...MOVEMENT,
  ...CREATION,
  ...REDUCTIONS,
}

/**
 * Computes a node's output from known inputs, for the arithmetic that exporters do on shapes. Operators are those of
 * onnx.ai/onnx/operators; only ones whose result is exact are covered. @returns null where the inputs are not known
 * well enough or the operator is not covered.
 */
export function evaluate(node: Node, inputs: readonly (Operand | null)[]): Constant | null {
  if (node.domain !== '' || node.outputs.length !== 1) return null
  if (node.opType === 'Shape') return shape(node, inputs[0]?.dims ?? null)
  if (node.opType === 'Size') return size(inputs[0]?.dims ?? null)
  const evaluator = EVALUATORS[node.opType]
  if (evaluator === undefined) return null
  const given = inputs.filter((input) => input !== null)
  const constants = given.flatMap((input) => input.constant ?? [])
  if (constants.length === 0 || constants.length !== given.length) return null
  return evaluator({ node, constants, at: (index) => inputs[index]?.constant ?? null })
}

function shape(node: Node, dims: readonly number[] | null): Constant | null {
  if (dims === null) return null
  const start = frontAxis(intOf(node.attributes, 'start', 0), dims.length)
  const end = frontAxis(intOf(node.attributes, 'end', dims.length), dims.length)
  const part = dims.slice(Math.max(start, 0), Math.max(end, 0))
  return constant(DataType.INT64, [part.length], part)
}

function size(dims: readonly number[] | null): Constant | null {
  return dims === null ? null : constant(DataType.INT64, [], [sizeOf(dims)])
}
