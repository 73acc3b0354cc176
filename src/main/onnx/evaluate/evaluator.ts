import type { Node } from '../node.ts'
import type { Constant } from './constant.ts'

/** One node to compute before the model runs, all of whose given inputs are known. */
export interface Call {
  readonly node: Node
  /** The given inputs in order; an omitted optional one in the middle is missing, so use `at` for those. */
  readonly constants: readonly Constant[]
  /** The input at a position; null where it is omitted. */
  at(index: number): Constant | null
}

/** Computes a node's only output; null where the case is not handled. */
export type Evaluator = (call: Call) => Constant | null
