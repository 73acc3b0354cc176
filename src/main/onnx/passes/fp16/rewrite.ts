import { attribute } from '../../attributes.ts'
import { constantOf } from '../../constants.ts'
import type { Graph } from '../../graph.ts'
import type { Node } from '../../node.ts'
import { DataType } from '../../proto.ts'
import { floatsOf } from '../../tensor.ts'
import type { Value } from '../../value.ts'
import { halfRange, isFloat, toHalf, toHalfScale } from './half-range.ts'
import { isFloatInput, isScaleInput } from './keep-float.ts'
import type { Plan } from './plan.ts'

/** Carries a plan out: weights are stored as halves, casts stand where the precision changes, one for all readers. */
export class HalfRewriter {
  /** Stored weights with values that became 0, and how many. */
  readonly flushed: { tensor: string; values: number }[] = []
  private readonly graph: Graph
  private readonly plan: Plan
  /** Tensors that were float32 in the given graph. */
  private readonly floats: Set<Value>
  /** Those of them that are half now. */
  private readonly halves = new Set<Value>()
  private readonly casts = new Map<Value, Value>()

  constructor(graph: Graph, plan: Plan, types: ReadonlyMap<Value, number>) {
    this.graph = graph
    this.plan = plan
    this.floats = new Set([...graph.values].filter((value) => types.get(value) === DataType.FLOAT))
  }

  /** Declares the float inputs of the graph half precision. */
  takeHalfInputs(): void {
    for (const input of this.graph.inputs) if (this.floats.has(input)) this.markHalf(input)
  }

  rewriteNodes(): void {
    for (const node of [...this.graph.nodes]) {
      const precision = this.plan.precision.get(node)
      if (precision === 'half') this.makeHalf(node)
      if (precision === 'float') this.keepFloat(node)
    }
  }

  private makeHalf(node: Node): void {
    node.inputs.forEach((input, position) => {
      if (input === null || !this.floats.has(input)) return
      const wanted = isFloatInput(node.opType, position)
        ? this.asFloat(input)
        : this.asHalf(input, isScaleInput(node, position))
      if (wanted !== input) this.graph.setInput(node, position, wanted)
    })
    for (const output of node.outputs) if (output !== null && this.floats.has(output)) this.markHalf(output)
    for (const name of ['to', 'output_dtype']) {
      const stated = node.attributes.get(name)
      if (stated?.i === BigInt(DataType.FLOAT)) node.attributes.set(name, attribute(name, DataType.FLOAT16))
    }
  }

  private keepFloat(node: Node): void {
    for (const value of new Set([...node.inputs, ...node.captures])) {
      if (value === null || !this.halves.has(value)) continue
      this.graph.replaceUses(value, this.asFloat(value), [node])
    }
  }

  private markHalf(value: Value): void {
    this.halves.add(value)
    const type = value.info?.type?.value
    if (type?.case === 'tensorType') type.value.elemType = DataType.FLOAT16
  }

  private asFloat(value: Value): Value {
    return this.halves.has(value) ? this.cast(value, DataType.FLOAT) : value
  }

  private asHalf(value: Value, isScale: boolean): Value {
    return this.halves.has(value)
      ? value
      : (this.storedHalf(value, isScale) ?? this.cast(value, DataType.FLOAT16))
  }

  /** A half copy of a stored tensor beside the float one, which goes when nothing reads it any more. */
  private storedHalf(value: Value, isScale: boolean): Value | null {
    const tensor = constantOf(value)
    if (!isFloat(tensor)) return null
    const known = this.casts.get(value)
    if (known !== undefined) return known
    const { flushed } = halfRange(floatsOf(tensor))
    if (flushed > 0 && !isScale) this.flushed.push({ tensor: value.name, values: flushed })
    const name = this.graph.freeName(`${value.name}_fp16`)
    const half = this.graph.addInitializer(isScale ? toHalfScale(name, tensor) : toHalf(name, tensor))
    this.casts.set(value, half)
    return half
  }

  private cast(value: Value, to: DataType): Value {
    const known = this.casts.get(value)
    if (known !== undefined) return known
    const name = this.graph.freeName(`${value.name}_${to === DataType.FLOAT ? 'fp32' : 'fp16'}`)
    const fields = { opType: 'Cast', name, inputs: [value], outputs: [name], attributes: { to } }
    const place = value.producer === null ? { atStart: true as const } : { after: value.producer }
    const { output } = this.graph.addNode(fields, place)
    this.casts.set(value, output)
    return output
  }

  /** Gives the graph's float outputs the asked type, under their old names. */
  finishOutputs(half: boolean): void {
    for (const output of [...this.graph.outputs]) {
      if (!this.floats.has(output) || this.halves.has(output) === half || output.producer === null) continue
      const to = half ? DataType.FLOAT16 : DataType.FLOAT
      const inner = this.graph.freeName(`${output.name}_${half ? 'fp32' : 'fp16'}`)
      const fields = { opType: 'Cast', name: `${output.name}_cast`, inputs: [output], attributes: { to } }
      const added = this.graph.insertAfter(output.producer, fields, inner, [])
      const type = added.output.info?.type?.value
      if (type?.case === 'tensorType') type.value.elemType = to
    }
  }

  /** Half copies of weights that are no longer needed as float take their names. */
  finishNames(): void {
    this.graph.prune()
    for (const [value, half] of this.casts) {
      if (half.initializer === null || this.graph.find(value.name) === value) continue
      this.graph.rename(half, value.name)
    }
  }
}
