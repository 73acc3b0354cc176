import type { Operand } from '../evaluate/constant.ts'
import type { Node } from '../node.ts'

/** A node whose output shapes are asked for. */
export interface ShapeQuery {
  readonly node: Node
  readonly opset: number
  readonly inputs: readonly (Operand | null)[]
  /** Shape of an input; null where it is unknown or omitted. */
  dims(index: number): readonly number[] | null
  /** Values of a constant list input (axes, sizes, pads); null where unknown or omitted. */
  list(index: number): number[] | null
}

export type Dims = readonly number[]

/** Shapes of a node's outputs in order; null for one that cannot be told before the model runs. */
export type ShapeRule = (query: ShapeQuery) => readonly (Dims | null)[]

/** A rule for a single output that needs the first input's shape. */
export function fromFirst(rule: (dims: Dims, query: ShapeQuery) => Dims | null): ShapeRule {
  return (query) => {
    const dims = query.dims(0)
    return [dims === null ? null : rule(dims, query)]
  }
}
