import type { Node } from './node.ts'
import type { SparseTensorProto, TensorProto, ValueInfoProto } from './proto.ts'

/**
 * One tensor of a graph: what produces it and what consumes it. Changed only through Graph, which keeps both
 * directions true.
 */
export class Value {
  /** @internal written by Graph */
  _name: string
  /** @internal written by Graph */
  _producer: Node | null = null
  /** @internal written by Graph: how many inputs (or subgraph captures) of each node read this value */
  readonly _uses = new Map<Node, number>()
  /** Stored tensor, where the value is an initializer. */
  initializer: TensorProto | null = null
  /** Stored sparse tensor, where the value is a sparse initializer; then `initializer` is null. */
  sparse: SparseTensorProto | null = null
  /** Declared type and shape, where the file has them. */
  info: ValueInfoProto | null = null

  constructor(name: string) {
    this._name = name
  }

  get name(): string {
    return this._name
  }

  /** The node that computes it; null for graph inputs and initializers. */
  get producer(): Node | null {
    return this._producer
  }

  /** Nodes that read it, each once, in no order that means anything. */
  get consumers(): Node[] {
    return [...this._uses.keys()]
  }
}
