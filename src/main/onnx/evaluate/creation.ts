import { tensorOf } from '../attributes.ts'
import { sizeOf } from '../../base/tensor.ts'
import { DataType } from '../proto.ts'
import { constant, constantFromTensor } from './constant.ts'
import type { Evaluator } from './evaluator.ts'

/** Number of elements of Range. */
export function rangeLength(start: number, limit: number, delta: number): number {
  return Math.max(Math.ceil((limit - start) / delta), 0)
}

/** Values made from shapes and numbers alone. */
export const CREATION: Record<string, Evaluator> = {
  Range: ({ constants: [start, limit, delta] }) => {
    const length = rangeLength(start.data[0], limit.data[0], delta.data[0])
    if (!Number.isFinite(length)) return null
    const data = Array.from({ length }, (_, index) => start.data[0] + index * delta.data[0])
    return constant(start.type, [length], data)
  },
  ConstantOfShape: ({ node, constants: [shape] }) => {
    const dims = Array.from(shape.data)
    const tensor = tensorOf(node.attributes, 'value')
    const value = tensor === undefined ? null : constantFromTensor(tensor, 1)
    if (tensor !== undefined && value === null) return null
    const data = new Float64Array(sizeOf(dims)).fill(value?.data[0] ?? 0)
    return constant(value?.type ?? DataType.FLOAT, dims, data)
  },
}
