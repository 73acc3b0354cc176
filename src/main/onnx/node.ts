import type { AttributeProto, NodeProto } from './proto.ts'
import type { Value } from './value.ts'

/** One operator of a graph. Inputs and outputs are changed only through Graph; an omitted optional one is null. */
export class Node {
  name: string
  /** @internal written by Graph */
  _opType: string
  /** Empty for the standard operators (`ai.onnx` is read as empty). */
  readonly domain: string
  readonly attributes: Map<string, AttributeProto>
  /** @internal written by Graph */
  _inputs: (Value | null)[] = []
  /** @internal written by Graph */
  _outputs: (Value | null)[] = []
  /** @internal values of the outer graph that this node's subgraphs read */
  _captures: Value[] = []
  /** The message it was read from: carries documentation, metadata and unknown fields through. */
  readonly source: NodeProto | null

  constructor(fields: {
    name: string
    opType: string
    domain: string
    attributes: Map<string, AttributeProto>
    source: NodeProto | null
  }) {
    this.name = fields.name
    this._opType = fields.opType
    this.domain = fields.domain
    this.attributes = fields.attributes
    this.source = fields.source
  }

  get opType(): string {
    return this._opType
  }

  get inputs(): readonly (Value | null)[] {
    return this._inputs
  }

  get outputs(): readonly (Value | null)[] {
    return this._outputs
  }

  /** Input at a position; null where omitted. */
  input(index: number): Value | null {
    return this._inputs[index] ?? null
  }

  /** The first output, which every operator of a detector has. */
  get output(): Value {
    const first = this._outputs[0]
    if (first == null) throw new Error(`Node ${this.name} (${this.opType}) has no first output`)
    return first
  }

  /** Values of the outer graph that subgraphs of this node (If, Loop, Scan) read. */
  get captures(): readonly Value[] {
    return this._captures
  }

  /** True for an operator of the standard domain with one of the given types. */
  is(...opTypes: string[]): boolean {
    return this.domain === '' && opTypes.includes(this.opType)
  }

  /** How a message names it: name and operator. */
  describe(): string {
    return this.name === '' ? this.opType : `${this.name} (${this.opType})`
  }
}
