import { QuantbenchError } from '../base/errors.ts'
import { sizeOf } from '../base/tensor.ts'
import type { PlainAttribute } from '../onnx/attributes.ts'
import { broadcast } from '../onnx/evaluate/broadcast.ts'
import type { Graph } from '../onnx/graph.ts'
import { DataType, type TensorProto } from '../onnx/proto.ts'
import { int64Tensor, tensorFrom } from '../onnx/tensor.ts'
import type { Value } from '../onnx/value.ts'

export type Dims = readonly number[]
type Attributes = Readonly<Record<string, PlainAttribute>>

/**
 * Adds standard operators (opset 18) at the end of a graph and knows the shape of everything it adds. The shapes of
 * the graph's own tensors come from outside, by name, and are all concrete. Constants are stored once.
 */
export class Emitter {
  readonly graph: Graph
  private readonly known: ReadonlyMap<string, Dims>
  private readonly added = new Map<Value, Dims>()
  private readonly constants = new Map<string, Value>()
  private readonly prefix: string
  private count = 0

  /** `prefix` begins the names of what is added. */
  constructor(graph: Graph, shapes: ReadonlyMap<string, Dims>, prefix: string) {
    this.graph = graph
    this.known = shapes
    this.prefix = prefix
  }

  /** Shape of a tensor. Throws MODEL_INVALID where it is not known. */
  dims(value: Value): Dims {
    const dims = this.added.get(value) ?? this.known.get(value.name)
    if (dims !== undefined) return dims
    throw new QuantbenchError('MODEL_INVALID', `Expected a fixed shape for ${value.name}, got none`, {
      wayOut: 'Fix the size of every model input and fold its constants first.',
    })
  }

  /** Number of elements. */
  size(value: Value): number {
    return sizeOf(this.dims(value))
  }

  /** Makes the shape of a tensor known that something else added. */
  learn(value: Value, dims: Dims): void {
    this.added.set(value, dims)
  }

  hasAdded(value: Value): boolean {
    return this.added.has(value)
  }

  /** Adds a node with one output of the given shape. */
  emit(opType: string, inputs: readonly (Value | null)[], dims: Dims, attributes: Attributes = {}): Value {
    return this.emitAll(opType, inputs, [dims], attributes)[0]
  }

  /** Adds a node with an output for each of the given shapes. */
  emitAll(
    opType: string,
    inputs: readonly (Value | null)[],
    shapes: readonly Dims[],
    attributes: Attributes = {},
  ): Value[] {
    const outputs = shapes.map(() => this.freshName(opType))
    const node = this.graph.addNode({ opType, name: outputs[0], inputs, outputs, attributes })
    const values = node.outputs.flatMap((output) => output ?? [])
    values.forEach((value, index) => this.added.set(value, shapes[index]))
    return values
  }

  private freshName(what: string): string {
    return this.graph.freeName(`${this.prefix}${this.count++}_${what}`)
  }

  /** A float32 number without axes. */
  scalar(value: number): Value {
    return this.constant(`scalar ${value}`, [], (name) => tensorFrom(name, [], Float32Array.of(value)))
  }

  /** A float32 constant. */
  floats(dims: Dims, data: Float32Array): Value {
    return this.constant(null, dims, (name) => tensorFrom(name, dims, data))
  }

  /** A list of int64: a shape, axes, bounds. */
  ints(values: readonly number[]): Value {
    return this.constant(`ints ${values.join()}`, [values.length], (name) => int64Tensor(name, values))
  }

  /** An int64 constant, as Gather's indices. */
  indices(dims: Dims, data: readonly number[]): Value {
    const key = `indices ${dims.join()} ${data.join()}`
    return this.constant(key, dims, (name) => tensorFrom(name, dims, BigInt64Array.from(data, BigInt)))
  }

  private constant(key: string | null, dims: Dims, make: (name: string) => TensorProto): Value {
    const stored = key === null ? undefined : this.constants.get(key)
    if (stored !== undefined) return stored
    const value = this.graph.addInitializer(make(this.freshName('constant')))
    this.added.set(value, dims)
    if (key !== null) this.constants.set(key, value)
    return value
  }

  zeros(dims: Dims): Value {
    return this.emit('ConstantOfShape', [this.ints(dims)], dims)
  }

  ones(dims: Dims): Value {
    return this.expand(this.scalar(1), dims)
  }

  /** An operator that works element by element on one tensor. */
  unary(opType: string, input: Value, attributes: Attributes = {}): Value {
    return this.emit(opType, [input], this.dims(input), attributes)
  }

  /** An operator that broadcasts two tensors, NumPy's rule. */
  binary(opType: string, one: Value, other: Value): Value {
    const dims = broadcast(this.dims(one), this.dims(other))
    if (dims !== null) return this.emit(opType, [one, other], dims)
    const shapes = [one, other].map((value) => `[${this.dims(value).join(', ')}]`)
    throw new QuantbenchError('INTERNAL', `${opType} of ${shapes.join(' and ')}: these do not broadcast`)
  }

  add(one: Value, other: Value): Value {
    return this.binary('Add', one, other)
  }

  sub(one: Value, other: Value): Value {
    return this.binary('Sub', one, other)
  }

  mul(one: Value, other: Value): Value {
    return this.binary('Mul', one, other)
  }

  div(one: Value, other: Value): Value {
    return this.binary('Div', one, other)
  }

  /** A truth value as 1 or 0. */
  toFloat(condition: Value): Value {
    return this.unary('Cast', condition, { to: DataType.FLOAT })
  }

  /** `value` where the condition holds, else 0. Cheaper on the CPU than Where, which makes three passes. */
  only(condition: Value, value: Value): Value {
    return this.mul(value, this.toFloat(condition))
  }

  reshape(input: Value, dims: Dims): Value {
    const own = this.dims(input)
    if (own.length === dims.length && own.every((dim, axis) => dim === dims[axis])) return input
    return this.emit('Reshape', [input, this.ints(dims)], dims, dims.includes(0) ? { allowzero: 1 } : {})
  }

  /** Output axis `i` is input axis `order[i]`. Axes of size 1 that move cost nothing. */
  transpose(input: Value, order: readonly number[]): Value {
    const own = this.dims(input)
    const dims = order.map((axis) => own[axis])
    const moved = order.filter((axis) => own[axis] !== 1)
    if (moved.every((axis, index) => index === 0 || axis > moved[index - 1])) return this.reshape(input, dims)
    return this.emit('Transpose', [input], dims, { perm: order })
  }

  expand(input: Value, dims: Dims): Value {
    return this.emit('Expand', [input, this.ints(dims)], dims)
  }

  /** Sum over axes, which stay with size 1 or go. */
  sum(input: Value, axes: readonly number[], keep = true): Value {
    const own = this.dims(input)
    const dims = own.flatMap((dim, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [dim]))
    if (axes.every((axis) => own[axis] === 1)) return this.reshape(input, dims)
    return this.emit('ReduceSum', [input, this.ints(axes)], dims, { keepdims: keep ? 1 : 0 })
  }

  /** `count` elements along an axis from `start`, every `step`-th. */
  slice(input: Value, axis: number, start: number, count: number, step = 1): Value {
    const own = this.dims(input)
    if (start === 0 && step === 1 && count === own[axis]) return input
    const end = start + (count - 1) * step + 1
    const bounds = [start, end, axis, step].map((number) => this.ints([number]))
    return this.emit('Slice', [input, ...bounds], own.with(axis, count))
  }

  /** Puts zeros before and behind, by axis; a negative number takes elements away. */
  pad(input: Value, before: readonly number[], after: readonly number[]): Value {
    if ([...before, ...after].every((count) => count === 0)) return input
    const dims = this.dims(input).map((dim, axis) => dim + before[axis] + after[axis])
    return this.emit('Pad', [input, this.ints([...before, ...after])], dims)
  }

  concat(parts: readonly Value[], axis: number): Value {
    if (parts.length === 1) return parts[0]
    const size = parts.reduce((sum, part) => sum + this.dims(part)[axis], 0)
    return this.emit('Concat', parts, this.dims(parts[0]).with(axis, size), { axis })
  }

  /** Matrix product of the last two axes (at least two each); the others broadcast. */
  matmul(one: Value, other: Value): Value {
    const [left, right] = [this.dims(one), this.dims(other)]
    const batch = broadcast(left.slice(0, -2), right.slice(0, -2)) ?? []
    return this.emit('MatMul', [one, other], [...batch, ...left.slice(-2, -1), ...right.slice(-1)])
  }

  /** The last two axes exchanged. */
  flip(input: Value): Value {
    const axes = this.dims(input).map((_, axis) => axis)
    return this.transpose(input, [...axes.slice(0, -2), axes.length - 1, axes.length - 2])
  }
}
