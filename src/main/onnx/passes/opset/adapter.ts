import type { Graph } from '../../graph.ts'
import type { Node } from '../../node.ts'
import type { Value } from '../../value.ts'

/** A node to be brought from one opset to the next, and what is known about it. */
export interface Adaptation {
  readonly graph: Graph
  readonly node: Node
  /** Number of axes of a value; null where it is not known. */
  rankOf(value: Value | null): number | null
  /** Element type of a value; FLOAT where it is not known. */
  typeOf(value: Value | null): number
}

/** Rewrites a node so that it means under its opset what it meant under the one before. */
export type Adapter = (adaptation: Adaptation) => void
