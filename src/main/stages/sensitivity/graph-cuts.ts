import { copyStructure } from '../../onnx/copy-structure.ts'
import { elementTypesOf } from '../../onnx/element-type-inference.ts'
import type { Graph } from '../../onnx/graph.ts'
import type { Model } from '../../onnx/model.ts'
import { DataType, newValueInfo } from '../../onnx/proto.ts'
import type { Value } from '../../onnx/value.ts'
import { quantizedReaders } from '../../quant/quantizer-switches.ts'
import { tapModel } from '../../session/taps.ts'

/** A tensor that goes over a cut. */
export interface CutTensor {
  readonly name: string
  readonly type: DataType
}

/** Types that a session takes and gives. */
const CARRIED: readonly number[] = [DataType.FLOAT, DataType.FLOAT16, DataType.INT64, DataType.INT32]

/** Ends the name of an input that takes what an earlier part of the graph has computed. */
const HELD = '/held'

/** The tensor that an input of `remainder` or `segment` takes. */
export function heldName(input: string): string {
  return input.endsWith(HELD) ? input.slice(0, -HELD.length) : input
}

/**
 * Where a Q/DQ model can be cut in two, so that what comes before a changed layer is computed once and not again for
 * every change behind it. A place is a position in the order of the nodes; over it go the tensors that are made before
 * and read behind it, in any state of the quantizers.
 */
export class GraphCuts {
  private readonly positions = new Map<string, number>()
  private readonly made = new Map<Value, number>()
  private readonly lastRead = new Map<Value, number>()
  private readonly types: ReadonlyMap<Value, number>

  constructor(quantized: Graph) {
    this.types = elementTypesOf(quantized)
    for (const input of quantized.inputs) if (input.initializer === null) this.made.set(input, -1)
    const order = quantized.topologicalOrder()
    const indices = new Map(order.map((node, index) => [node, index]))
    order.forEach((node, index) => {
      const read = [...node.inputs, ...node.captures].filter((value) => value !== null)
      const fed = read.filter((value) => this.made.has(value))
      for (const value of fed) this.lastRead.set(value, index)
      if (fed.length === 0) return
      for (const output of node.outputs) if (output !== null) this.made.set(output, index)
    })
    for (const { name, node, source } of quantizedReaders(quantized)) {
      const index = indices.get(node) ?? 0
      this.positions.set(name, Math.min(this.positions.get(name) ?? index, index))
      // A layer that is switched off reads the float tensor.
      if (this.made.has(source)) this.lastRead.set(source, Math.max(this.lastRead.get(source) ?? 0, index))
    }
    for (const output of quantized.outputs) this.lastRead.set(output, Infinity)
  }

  /** The place in front of the first of some layers (or other readers); 0 is the place before everything. */
  before(names: readonly string[]): number {
    return names.reduce((least, name) => Math.min(least, this.positions.get(name) ?? 0), Infinity)
  }

  /** What goes over a place; null where it is nothing that a session can take. */
  at(position: number): CutTensor[] | null {
    const tensors: CutTensor[] = []
    for (const [value, index] of this.made) {
      if (index >= position || (this.lastRead.get(value) ?? -1) < position) continue
      const type = this.types.get(value) ?? DataType.FLOAT
      if (!CARRIED.includes(type)) return null
      tensors.push({ name: value.name, type })
    }
    return tensors
  }
}

/** The part of a model that is left to do when some tensors are there; its inputs are named for `heldName`. */
export function remainder(model: Model, held: readonly CutTensor[]): Model {
  const copy = copyStructure(model)
  feedHeld(copy.graph, held)
  return copy
}

/** The part of a model that leads from some tensors to others, which are its outputs. */
export function segment(model: Model, held: readonly CutTensor[], wanted: readonly CutTensor[]): Model {
  const tapped = tapModel(
    model,
    wanted.map(({ name }) => name),
  )
  for (const { name, type } of wanted) tapped.graph.get(name).info = newValueInfo(name, type, null)
  feedHeld(tapped.graph, held)
  return tapped
}

function feedHeld(graph: Graph, held: readonly CutTensor[]): void {
  for (const { name, type } of held) {
    const value = graph.find(name)
    if (value === undefined || graph.isInput(value)) continue
    const input = graph.addInput(newValueInfo(graph.freeName(`${name}${HELD}`), type, null))
    graph.replaceUses(value, input)
    if (graph.isOutput(value)) handThrough(graph, value, input)
  }
  graph.prune()
  for (const input of [...graph.inputs])
    if (input.consumers.length === 0 && !graph.isOutput(input)) graph.removeValue(input)
}

/** An output that is computed already goes through under its name. */
function handThrough(graph: Graph, value: Value, input: Value): void {
  const { name, info } = value
  value.info = null
  graph.rename(value, graph.freeName(`${name}/before`))
  const node = graph.addNode({ opType: 'Identity', inputs: [input], outputs: [name] })
  node.output.info = info
  graph.replaceOutput(value, node.output)
}
