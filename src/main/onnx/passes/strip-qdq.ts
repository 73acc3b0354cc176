import { intOf } from '../attributes.ts'
import { frontAxis } from '../evaluate/axes.ts'
import type { Graph } from '../graph.ts'
import type { Node } from '../node.ts'
import { DataType, type TensorProto } from '../proto.ts'
import { dimsOf, floatsOf, tensorFrom } from '../tensor.ts'
import type { Value } from '../value.ts'
import type { Pass, PassResult } from './pass.ts'

export interface StripResult extends PassResult {
  /** Quantizers that could not be taken out, as messages name them. */
  kept: string[]
}

/**
 * Takes a Q/DQ model back to float: QuantizeLinear → DequantizeLinear pairs go, also with nothing but layout
 * operators in between, and stored integers become the float weights they stand for. Where weights were stored as
 * float, the result is the original network bit for bit. Operators on integers (QLinearConv) stay and are reported.
 */
export const stripQdq: Pass<StripResult> = {
  name: 'strip-qdq',
  run({ graph }) {
    let changed = false
    for (const node of graph.nodes.filter((node) => node.is('DequantizeLinear'))) {
      if (stripConstant(graph, node) || stripPair(graph, node)) changed = true
    }
    if (changed) graph.prune()
    const kept = graph.nodes.filter((node) => node.is('QuantizeLinear', 'DequantizeLinear'))
    return { changed, kept: kept.map((node) => node.describe()) }
  },
}

/** Operators that only move values, so that they mean the same on floats. */
const LAYOUT = [
  ...['Concat', 'Flatten', 'Gather', 'Identity', 'MaxPool', 'Reshape', 'Resize', 'Slice', 'Split', 'Squeeze'],
  ...['Transpose', 'Unsqueeze'],
]

/** The quantizers at the start of a chain that only this reader sees; null where there is anything else in it. */
function quantizersBehind(graph: Graph, value: Value | null): Node[] | null {
  const producer = value?.producer ?? null
  if (value === null || producer === null || graph.isOutput(value)) return null
  if (producer.is('QuantizeLinear')) return [producer]
  if (!producer.is(...LAYOUT) || value.consumers.length !== 1 || producer.outputs.length !== 1) return null
  const sources = producer.is('Concat') ? producer.inputs : [producer.input(0)]
  const found = sources.map((source) =>
    source?.consumers.length === 1 ? quantizersBehind(graph, source) : null,
  )
  return found.every((nodes) => nodes !== null) ? found.flat() : null
}

function stripPair(graph: Graph, node: Node): boolean {
  const source = node.input(0)
  const quantizers = quantizersBehind(graph, source)
  if (source === null || quantizers === null) return false
  if (source.producer?.is('QuantizeLinear')) {
    passOn(graph, node, source.producer.input(0))
    return true
  }
  for (const quantizer of quantizers) graph.bypass(quantizer)
  forgetTypes(source)
  passOn(graph, node, source)
  return true
}

/** Declared integer types between the quantizers are wrong once these are gone. */
function forgetTypes(value: Value): void {
  value.info = null
  const producer = value.producer
  if (producer?.is(...LAYOUT))
    for (const input of producer.inputs) if (input?.producer?.is(...LAYOUT)) forgetTypes(input)
}

/** Readers of the node read `by` instead; a graph output that cannot be renamed keeps an Identity. */
function passOn(graph: Graph, node: Node, by: Value | null): void {
  const isFree = by !== null && by.producer !== null && !graph.isOutput(by)
  if (isFree || !graph.isOutput(node.output)) {
    graph.bypass(node, by)
    return
  }
  graph.setOperator(node, 'Identity')
  node.attributes.clear()
  graph.truncateInputs(node, 0)
  graph.appendInput(node, by)
}

function stripConstant(graph: Graph, node: Node): boolean {
  const stored = node.input(0)
  if (stored?.initializer == null) return false
  const tensor = dequantized(node, stored.initializer)
  if (tensor === null) return false
  const { output } = node
  graph.storeInstead(output, tensor)
  const name = stored.name.replace(/_(?:quantized|int8|q)$/, '')
  if (name !== stored.name && !graph.isOutput(output)) graph.rename(output, graph.freeName(name))
  return true
}

/** (q − zero point) × scale, per tensor or along an axis; null for blocks and for what is not stored. */
function dequantized(node: Node, stored: TensorProto): TensorProto | null {
  const [scale, zero] = [node.input(1)?.initializer ?? null, node.input(2)?.initializer ?? null]
  if (scale === null || (node.input(2) !== null && zero === null)) return null
  if (intOf(node.attributes, 'block_size', 0) !== 0) return null
  const dims = dimsOf(stored)
  const scales = floatsOf(scale)
  const zeros = zero === null ? new Float32Array(scales.length) : floatsOf(zero)
  const axis = frontAxis(intOf(node.attributes, 'axis', 1), dims.length)
  const step = scales.length === 1 ? 0 : dims.slice(axis + 1).reduce((size, dim) => size * dim, 1)
  const channel = (index: number) => (step === 0 ? 0 : Math.floor(index / step) % scales.length)
  const values = Float32Array.from(floatsOf(stored), (value, index) => {
    const c = channel(index)
    return (value - zeros[c]) * scales[c]
  })
  const half = scale.dataType === DataType.FLOAT16
  return tensorFrom(node.output.name, dims, half ? new Float16Array(values) : values)
}
