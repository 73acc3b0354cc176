import { QuantbenchError } from '../base/errors.ts'
import { attribute, type PlainAttribute } from './attributes.ts'
import { Node } from './node.ts'
import type {
  AttributeProto,
  GraphProto,
  NodeProto,
  SparseTensorProto,
  TensorProto,
  ValueInfoProto,
} from './proto.ts'
import { capturedNames, renameCaptured, subgraphsOf } from './subgraphs.ts'
import { Value } from './value.ts'

/** What `Graph.addNode` takes. Outputs given as text become new values. */
export interface NewNode {
  opType: string
  name?: string
  domain?: string
  inputs: readonly (Value | null)[]
  outputs: readonly (string | null)[]
  attributes?: Readonly<Record<string, PlainAttribute | AttributeProto>>
}

/** Where to put a new node in the order; at the end where nothing is said. */
export type Place = { before: Node } | { after: Node } | { atStart: true }

function invalid(message: string): never {
  throw new QuantbenchError('GRAPH_EDIT', message)
}

function isMessage(value: PlainAttribute | AttributeProto): value is AttributeProto {
  return typeof value === 'object' && '$typeName' in value
}

/**
 * A computation graph with look-up in both directions and edits that keep it consistent: no edit leaves a value
 * without its producer's or its consumers' knowledge, and none defines a name twice.
 */
export class Graph {
  /** The message it was read from: carries annotations, documentation and unknown fields through. */
  readonly source: GraphProto | null
  name: string
  private order: Node[] = []
  private readonly byName = new Map<string, Value>()
  private inputValues: Value[] = []
  private outputValues: Value[] = []

  constructor(name = 'graph', source: GraphProto | null = null) {
    this.name = name
    this.source = source
  }

  /** Nodes in their stored order (a topological one in a valid model). */
  get nodes(): readonly Node[] {
    return this.order
  }

  get inputs(): readonly Value[] {
    return this.inputValues
  }

  get outputs(): readonly Value[] {
    return this.outputValues
  }

  get values(): IterableIterator<Value> {
    return this.byName.values()
  }

  get initializers(): Value[] {
    return [...this.byName.values()].filter((value) => value.initializer !== null)
  }

  find(name: string): Value | undefined {
    return this.byName.get(name)
  }

  /** The value of a name; throws GRAPH_EDIT where there is none. */
  get(name: string): Value {
    return this.byName.get(name) ?? invalid(`Expected a value named ${name}, the graph has none`)
  }

  isOutput(value: Value): boolean {
    return this.outputValues.includes(value)
  }

  isInput(value: Value): boolean {
    return this.inputValues.includes(value)
  }

  /** A name that no value has: the base itself, or with the first free number behind it. */
  freeName(base: string): string {
    if (!this.byName.has(base)) return base
    for (let number = 1; ; number++) {
      const name = `${base}_${number}`
      if (!this.byName.has(name)) return name
    }
  }

  addInput(info: ValueInfoProto): Value {
    const value = this.byName.get(info.name) ?? this.define(info.name)
    if (value._producer !== null)
      invalid(`Graph input ${info.name} is also the output of ${value._producer.describe()}`)
    if (this.inputValues.includes(value)) invalid(`Graph input ${info.name} is declared twice`)
    value.info = info
    this.inputValues.push(value)
    return value
  }

  /** Declares an existing value a graph output, at the end of the list. */
  addOutput(value: Value, info?: ValueInfoProto): void {
    if (this.outputValues.includes(value)) return
    if (info !== undefined) value.info = info
    this.outputValues.push(value)
  }

  /** Lets another value be what a graph output hands out, at the same position of the list. */
  replaceOutput(value: Value, by: Value): void {
    this.outputValues = this.outputValues.map((output) => (output === value ? by : output))
  }

  removeOutput(value: Value): void {
    this.outputValues = this.outputValues.filter((output) => output !== value)
  }

  addInitializer(tensor: TensorProto): Value {
    const value = this.byName.get(tensor.name) ?? this.define(tensor.name)
    if (isStored(value) || value._producer !== null) invalid(`The name ${tensor.name} is defined twice`)
    value.initializer = tensor
    return value
  }

  /** A sparse initializer: carried along and renamed, never read. */
  addSparseInitializer(tensor: SparseTensorProto): Value {
    const name = tensor.values?.name ?? ''
    const value = this.findOrDefine(name)
    if (isStored(value) || value._producer !== null) invalid(`The name ${name} is defined twice`)
    value.sparse = tensor
    return value
  }

  /** Replaces the stored tensor of an initializer; its name stays. */
  setInitializer(value: Value, tensor: TensorProto): void {
    if (value.initializer === null) invalid(`${value.name} is not an initializer`)
    tensor.name = value.name
    value.initializer = tensor
  }

  /** Stores a tensor in place of the node that computes a value, which keeps its name and its readers. */
  storeInstead(value: Value, tensor: TensorProto): void {
    const node = value._producer ?? invalid(`${value.name} is not computed`)
    value._producer = null
    node._outputs = node._outputs.map((output) => (output === value ? null : output))
    this.removeNode(node)
    tensor.name = value.name
    value.initializer = tensor
  }

  addNode(fields: NewNode, place?: Place): Node {
    const attributes = new Map<string, AttributeProto>()
    for (const [name, value] of Object.entries(fields.attributes ?? {})) {
      attributes.set(name, isMessage(value) ? value : attribute(name, value))
    }
    const { opType, name = '', domain = '' } = fields
    const node = new Node({ name, opType, domain, attributes, source: null })
    this.attach(node, fields.inputs, fields.outputs, place)
    return node
  }

  /** Adds a node from its message; inputs that do not exist yet become values without a producer. */
  addNodeFrom(source: NodeProto): Node {
    const attributes = new Map(source.attribute.map((attribute) => [attribute.name, attribute]))
    const domain = source.domain === 'ai.onnx' ? '' : source.domain
    const node = new Node({ name: source.name, opType: source.opType, domain, attributes, source })
    const inputs = source.input.map((name) => (name === '' ? null : this.findOrDefine(name)))
    this.attach(
      node,
      inputs,
      source.output.map((name) => (name === '' ? null : name)),
    )
    return node
  }

  private attach(
    node: Node,
    inputs: readonly (Value | null)[],
    outputs: readonly (string | null)[],
    place?: Place,
  ): void {
    for (const name of outputs) {
      const existing = name === null ? undefined : this.byName.get(name)
      if (existing === undefined) continue
      if (existing._producer !== null || isStored(existing) || this.inputValues.includes(existing)) {
        invalid(`The name ${name} is defined twice, the second time by ${node.describe()}`)
      }
    }
    this.order.splice(this.positionOf(place), 0, node)
    for (const input of inputs) this.appendInput(node, input)
    node._outputs = outputs.map((name) => {
      if (name === null) return null
      const value = this.findOrDefine(name)
      value._producer = node
      return value
    })
    this.refreshCaptures(node)
  }

  /** Looks up again which values a node's subgraphs read, after its graph attributes were replaced. */
  refreshCaptures(node: Node): void {
    for (const value of node._captures) dropUse(value, node)
    const captured = new Set(
      subgraphsOf(node.attributes.values()).flatMap((graph) => [...capturedNames(graph)]),
    )
    node._captures = [...captured].map((name) => this.findOrDefine(name))
    for (const value of node._captures) addUse(value, node)
  }

  private positionOf(place: Place | undefined): number {
    if (place === undefined) return this.order.length
    if ('atStart' in place) return 0
    const anchor = 'before' in place ? place.before : place.after
    const index = this.order.indexOf(anchor)
    if (index < 0) invalid(`Expected ${anchor.describe()} to be in the graph`)
    return 'before' in place ? index : index + 1
  }

  /**
   * Puts a node behind another one's first output, under that output's name: graph outputs and readers (all of them,
   * or only the given ones) read the new node without knowing. What the first node produces is called `inner` from
   * then on.
   */
  insertAfter(
    node: Node,
    fields: Omit<NewNode, 'outputs'>,
    inner: string,
    readers: readonly Node[] = node.output.consumers,
  ): Node {
    const value = node.output
    const { name, info } = value
    this.rename(value, inner)
    value.info = null
    const added = this.addNode({ ...fields, outputs: [name] }, { after: node })
    added.output.info = info
    if (info !== null) info.name = name
    this.replaceUses(value, added.output, readers)
    this.replaceOutput(value, added.output)
    return added
  }

  /** Removes a node. Its outputs must not be read any more (nor be graph outputs) and go with it. */
  removeNode(node: Node): void {
    for (const output of node._outputs) {
      if (output !== null && (output._uses.size > 0 || this.isOutput(output))) {
        invalid(`${node.describe()} cannot be removed: its output ${output.name} is still read`)
      }
    }
    for (const input of node._inputs) if (input !== null) dropUse(input, node)
    for (const value of node._captures) dropUse(value, node)
    for (const output of node._outputs) if (output !== null) this.byName.delete(output.name)
    const index = this.order.indexOf(node)
    if (index < 0) invalid(`Expected ${node.describe()} to be in the graph`)
    this.order.splice(index, 1)
  }

  /** Removes several nodes at once, later ones first, so that a chain can be given in graph order. */
  removeNodes(nodes: Iterable<Node>): void {
    const doomed = new Set(nodes)
    for (const node of [...this.order].reverse()) if (doomed.has(node)) this.removeNode(node)
  }

  setInput(node: Node, index: number, value: Value | null): void {
    while (node._inputs.length <= index) node._inputs.push(null)
    const old = node._inputs[index]
    if (old !== null) dropUse(old, node)
    node._inputs[index] = value
    if (value !== null) addUse(value, node)
  }

  appendInput(node: Node, value: Value | null): void {
    node._inputs.push(null)
    this.setInput(node, node._inputs.length - 1, value)
  }

  /** Turns a node into another operator of its domain, as newer operator sets rename some. */
  setOperator(node: Node, opType: string): void {
    node._opType = opType
  }

  /** Drops outputs from a position on; nothing may read them. */
  truncateOutputs(node: Node, count: number): void {
    for (const output of node._outputs.slice(count)) {
      if (output === null) continue
      if (output._uses.size > 0 || this.isOutput(output))
        invalid(`${node.describe()} must keep its output ${output.name}, which is still read`)
      this.byName.delete(output.name)
    }
    node._outputs.splice(count)
  }

  /** Drops inputs from a position on (an optional input that became an attribute, say). */
  truncateInputs(node: Node, count: number): void {
    for (const value of node._inputs.splice(count)) if (value !== null) dropUse(value, node)
  }

  /** Lets every reader of `from`, or only the given nodes, read `to` instead; graph outputs are not touched. */
  replaceUses(from: Value, to: Value, only?: Iterable<Node>): void {
    const readers = only === undefined ? from.consumers : [...only]
    for (const node of readers) {
      node._inputs.forEach((input, index) => {
        if (input === from) this.setInput(node, index, to)
      })
      if (node._captures.includes(from)) this.replaceCapture(node, from, to)
    }
  }

  private replaceCapture(node: Node, from: Value, to: Value): void {
    for (const graph of subgraphsOf(node.attributes.values())) renameCaptured(graph, from.name, to.name)
    dropUse(from, node)
    addUse(to, node)
    node._captures = node._captures.map((value) => (value === from ? to : value))
  }

  /**
   * Takes a node out of the way: its readers read `by` (default: its first input). Where its output is a graph
   * output, the name stays with the graph output, so that callers of the model see no change.
   */
  bypass(node: Node, by: Value | null = node.input(0)): void {
    if (by === null) invalid(`${node.describe()} has no input to read instead`)
    const output = node.output
    this.replaceUses(output, by)
    if (!this.isOutput(output)) {
      this.removeNode(node)
      return
    }
    if (this.isInput(by) || isStored(by) || this.isOutput(by)) {
      invalid(
        `${node.describe()} cannot be removed: its output is a graph output and its input is not free to take that name`,
      )
    }
    const position = this.outputValues.indexOf(output)
    this.outputValues[position] = by
    by.info = output.info
    const { name } = output
    this.removeNode(node)
    this.rename(by, name)
  }

  /** Gives a value another name everywhere, subgraphs included. */
  rename(value: Value, name: string): void {
    if (value.name === name) return
    if (this.byName.has(name)) invalid(`The name ${name} is taken`)
    for (const node of value._uses.keys()) {
      if (!node._captures.includes(value)) continue
      for (const graph of subgraphsOf(node.attributes.values())) renameCaptured(graph, value.name, name)
    }
    this.byName.delete(value.name)
    this.byName.set(name, value)
    value._name = name
    if (value.initializer !== null) value.initializer.name = name
    if (value.sparse?.values !== undefined) value.sparse.values.name = name
    if (value.info !== null) value.info.name = name
  }

  /** Takes a value off the list of graph inputs; as an initializer it keeps its readers. */
  removeInput(value: Value): void {
    this.inputValues = this.inputValues.filter((input) => input !== value)
  }

  /** Removes an initializer or an unproduced value that nothing reads. */
  removeValue(value: Value): void {
    if (value._uses.size > 0 || value._producer !== null || this.isOutput(value))
      invalid(`${value.name} is still in use`)
    this.inputValues = this.inputValues.filter((input) => input !== value)
    this.byName.delete(value.name)
  }

  /**
   * Removes nodes whose outputs nothing reads, then initializers that nothing reads, also those that old files list
   * among the inputs. @returns whether anything went.
   */
  prune(): boolean {
    const before = this.byName.size
    const outputs = new Set(this.outputValues)
    for (const node of [...this.order].reverse()) {
      const alive = node._outputs.some(
        (output) => output !== null && (output._uses.size > 0 || outputs.has(output)),
      )
      if (!alive) this.removeNode(node)
    }
    for (const value of [...this.byName.values()]) {
      if (value._uses.size > 0 || value._producer !== null || outputs.has(value)) continue
      if (!this.isInput(value) || isStored(value)) this.removeValue(value)
    }
    return this.byName.size !== before
  }

  /** Puts the nodes into a topological order. Throws GRAPH_EDIT on a cycle. */
  sort(): void {
    this.order = this.topologicalOrder()
  }

  /** The nodes in a topological order that keeps the present order where it can. Throws GRAPH_EDIT on a cycle. */
  topologicalOrder(): Node[] {
    const sorted: Node[] = []
    const state = new Map<Node, 'open' | 'done'>()
    for (const start of this.order) {
      const stack: Node[] = [start]
      for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
        if (state.get(node) === 'done') {
          stack.pop()
          continue
        }
        state.set(node, 'open')
        const waiting = [...node._inputs, ...node._captures].flatMap((value) => {
          const producer = value?._producer ?? null
          return producer === null || state.get(producer) === 'done' ? [] : [producer]
        })
        const cyclic = waiting.find((producer) => state.get(producer) === 'open')
        if (cyclic !== undefined) invalid(`The graph has a cycle through ${cyclic.describe()}`)
        if (waiting.length > 0) stack.push(...waiting.reverse())
        else {
          state.set(node, 'done')
          sorted.push(node)
          stack.pop()
        }
      }
    }
    return sorted
  }

  private define(name: string): Value {
    const value = new Value(name)
    this.byName.set(name, value)
    return value
  }

  /** The value of a name, made on the spot where it is only referred to so far. */
  findOrDefine(name: string): Value {
    return this.byName.get(name) ?? this.define(name)
  }
}

function isStored(value: Value): boolean {
  return value.initializer !== null || value.sparse !== null
}

function addUse(value: Value, node: Node): void {
  value._uses.set(node, (value._uses.get(node) ?? 0) + 1)
}

function dropUse(value: Value, node: Node): void {
  const left = (value._uses.get(node) ?? 0) - 1
  if (left > 0) value._uses.set(node, left)
  else value._uses.delete(node)
}
