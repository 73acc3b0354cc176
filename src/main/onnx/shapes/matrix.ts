import { intOf, textOf } from '../attributes.ts'
import { broadcast } from '../evaluate/broadcast.ts'
import type { Dims, ShapeRule } from './rule.ts'

/** NumPy's matmul: vectors are a row or a column that goes again afterwards, leading axes broadcast. */
function matmul(one: Dims, other: Dims): number[] | null {
  const left = one.length === 1 ? [1, ...one] : one
  const right = other.length === 1 ? [...other, 1] : other
  const batch = broadcast(left.slice(0, -2), right.slice(0, -2))
  if (batch === null || left.at(-1) !== right.at(-2)) return null
  const rows = one.length === 1 ? [] : [left[left.length - 2]]
  const columns = other.length === 1 ? [] : [right[right.length - 1]]
  return [...batch, ...rows, ...columns]
}

const product =
  (first: number, second: number): ShapeRule =>
  ({ dims }) => {
    const [one, other] = [dims(first), dims(second)]
    return [one === null || other === null ? null : matmul(one, other)]
  }

const gemm: ShapeRule = ({ node, dims }) => {
  const [one, other] = [dims(0), dims(1)]
  if (one === null || other === null) return [null]
  const rows = one[intOf(node.attributes, 'transA', 0)]
  return [[rows, other[1 - intOf(node.attributes, 'transB', 0)]]]
}

/** Einsum without an ellipsis. */
const einsum: ShapeRule = ({ node, dims }) => {
  const equation = textOf(node.attributes, 'equation', '').replaceAll(' ', '')
  const [terms, result] = equation.split('->')
  if (result === undefined || equation.includes('.')) return [null]
  const sizes = new Map<string, number>()
  for (const [index, term] of terms.split(',').entries()) {
    const shape = dims(index)
    if (shape === null) return [null]
    for (const [axis, letter] of [...term].entries()) sizes.set(letter, shape[axis])
  }
  return [[...result].map((letter) => sizes.get(letter) ?? 1)]
}

/** Matrix products. */
export const MATRIX: Record<string, ShapeRule> = {
  MatMul: product(0, 1),
  MatMulInteger: product(0, 1),
  QLinearMatMul: product(0, 3),
  Gemm: gemm,
  Einsum: einsum,
}
