import type { Value } from '../onnx/value.ts'
import type { Emitter } from './emitter.ts'

/** A linear map along one axis: output element `row` is the sum of `weights[row · columns + column]` times the input's. */
export interface AxisMap {
  readonly rows: number
  readonly columns: number
  readonly weights: Float32Array
}

/** The map in which every output element is a weighted sum of input elements; `terms` lists them by output element. */
export function axisMap(
  rows: number,
  columns: number,
  terms: (row: number) => readonly (readonly [column: number, weight: number])[],
): AxisMap {
  const weights = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (const [column, weight] of terms(row)) weights[row * columns + column] += weight
  }
  return { rows, columns, weights }
}

export function isIdentity({ rows, columns, weights }: AxisMap): boolean {
  return (
    rows === columns && weights.every((weight, index) => weight === (index % (columns + 1) === 0 ? 1 : 0))
  )
}

/** Applies the transposed map along an axis: the gradient of a tensor from that of its image under the map. */
export function applyTransposed(emitter: Emitter, gradient: Value, axis: number, map: AxisMap): Value {
  if (isIdentity(map)) return gradient
  const matrix = emitter.floats([map.rows, map.columns], map.weights)
  const axes = emitter.dims(gradient).map((_, index) => index)
  const last = axes.length - 1
  if (axis === last - 1) return emitter.matmul(emitter.flip(matrix), gradient)
  const swapped = axes.with(axis, last).with(last, axis)
  const moved =
    axes.length === 1 ? emitter.reshape(gradient, [1, map.rows]) : emitter.transpose(gradient, swapped)
  const product = emitter.matmul(moved, matrix)
  return axes.length === 1 ? emitter.reshape(product, [map.columns]) : emitter.transpose(product, swapped)
}
