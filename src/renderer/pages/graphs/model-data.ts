import type { ModelGraph } from '../../../shared/contract/model.ts'
import type { GraphData, GraphEdge, GraphNode, NodePrecision, TensorFacts } from './graph-data.ts'

type ModelNode = ModelGraph['nodes'][number]

const QUANTIZE = 'QuantizeLinear'
const DEQUANTIZE = 'DequantizeLinear'
const HALF = 'float16'

const dimsText = (dims: readonly (number | string | null)[] | null) =>
  dims === null ? '?' : dims.length === 0 ? '[]' : dims.map((dim) => dim ?? '?').join(' × ')

/**
 * A model as it is drawn: constants are left out, a Q → DQ pair on an activation is one node, one on a weight belongs to
 * what reads it.
 */
export function modelData(graph: ModelGraph): GraphData {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)))
  const reader = new Map(graph.edges.map(({ from, to }) => [from, to]))
  const folds = foldsOf(graph, producers)
  const nodes = graph.nodes
    .filter(({ id }) => folds.get(id) === id)
    .map((node) => nodeOf(node, graph, producers, reader))
  const edges = new Map<string, GraphEdge>()
  for (const { from, to, tensor } of graph.edges) {
    const [source, target] = [folds.get(from), folds.get(to)]
    if (source === undefined || target === undefined || source === target) continue
    edges.set(`${source} ${target} ${tensor}`, { from: String(source), to: String(target), tensor })
  }
  return { kind: 'model', nodes, edges: [...edges.values()] }
}

/** The node that each node is drawn as; none for what is not drawn. */
function foldsOf(
  { nodes, tensors }: ModelGraph,
  producers: ReadonlyMap<string, ModelNode>,
): Map<number, number> {
  const folds = new Map<number, number>()
  for (const node of nodes) {
    if (node.op === 'Constant' || isWeightQuantizer(node, tensors, producers)) continue
    const source = producers.get(node.inputs[0] ?? '')
    if (node.op === DEQUANTIZE && source?.op === QUANTIZE) folds.set(node.id, source.id)
    else folds.set(node.id, node.id)
  }
  return folds
}

/** Whether a quantizer or dequantizer stands on something that the file holds. */
function isWeightQuantizer(
  node: ModelNode,
  tensors: ModelGraph['tensors'],
  producers: ReadonlyMap<string, ModelNode>,
): boolean {
  if (node.op !== QUANTIZE && node.op !== DEQUANTIZE) return false
  const [name = ''] = node.inputs
  const source = producers.get(name)
  if (source === undefined || source.op === 'Constant') return tensors[name]?.stored === true
  return isWeightQuantizer(source, tensors, producers)
}

function nodeOf(
  node: ModelNode,
  graph: ModelGraph,
  producers: ReadonlyMap<string, ModelNode>,
  reader: ReadonlyMap<number, number>,
): GraphNode {
  const quantizer = node.op === QUANTIZE || node.op === DEQUANTIZE
  const facts = (names: readonly string[]) =>
    names.filter(Boolean).map((name) => tensorFacts(graph, name, producers))
  return {
    id: String(node.id),
    name: node.name || (node.outputs[0] ?? node.op),
    origins: originsOf(node, graph, reader),
    op: quantizer ? 'Q/DQ' : node.op,
    layer: node.layer,
    block: quantizer ? blockOfReader(node, graph, reader) : node.block,
    precision: quantizer ? 'int8' : precisionOf(node, graph, producers),
    quantizer,
    scale: quantizer ? (graph.tensors[node.inputs[0] ?? '']?.scale ?? null) : null,
    share: null,
    ms: null,
    facts: Object.entries(node.attributes).map(([name, value]) => ({ name, value })),
    inputs: facts(node.inputs),
    outputs: facts(node.outputs),
  }
}

/** A pair of quantizers is known by the tensor that it stands on, and in engines by both of its nodes. */
function originsOf(
  { id, op, name, inputs, outputs }: ModelNode,
  { nodes }: ModelGraph,
  reader: ReadonlyMap<number, number>,
): string[] {
  const own = name || (outputs[0] ?? op)
  if (op !== QUANTIZE) return [own]
  const behind = nodes[reader.get(id) ?? -1]
  return [`tensor:${inputs[0] ?? ''}`, own, ...(behind?.op === DEQUANTIZE ? [behind.name] : [])]
}

/** A quantizer belongs to the first node behind it that has a block. */
function blockOfReader(node: ModelNode, { nodes }: ModelGraph, reader: ReadonlyMap<number, number>): string {
  let current: ModelNode | undefined = node
  for (let hop = 0; hop < 3 && current !== undefined; hop++) {
    const next: number | undefined = reader.get(current.id)
    current = next === undefined ? undefined : nodes[next]
    if (current !== undefined && current.op !== DEQUANTIZE && current.op !== QUANTIZE) return current.block
  }
  return node.block
}

function precisionOf(
  node: ModelNode,
  { tensors }: ModelGraph,
  producers: ReadonlyMap<string, ModelNode>,
): NodePrecision {
  const types = node.inputs.map((name) => tensors[name]?.type ?? '')
  const floats = node.inputs.filter((_, index) => /^(float|bfloat)/.test(types[index]))
  if (floats.length === 0) return 'none'
  // A bias is added in INT32 and needs no quantizer.
  const read = /^(Conv|ConvTranspose|Gemm|MatMul)$/.test(node.op) ? floats.slice(0, 2) : floats
  const quantized = read.filter((name) => producers.get(name)?.op === DEQUANTIZE)
  if (quantized.length === read.length) return 'int8'
  if (quantized.length > 0) return 'mixed'
  return types[node.inputs.indexOf(floats[0])] === HALF ? 'fp16' : 'fp32'
}

function tensorFacts(
  { tensors }: ModelGraph,
  name: string,
  producers: ReadonlyMap<string, ModelNode>,
): TensorFacts {
  const tensor = tensors[name]
  if (tensor === undefined) return { name, type: '', dims: '?', scale: null, source: null }
  const { type, dims, scale } = tensor
  return { name, type, dims: dimsText(dims), scale, source: sourceOf(name, producers) }
}

/** The float tensor that a DQ's output stands for. */
function sourceOf(name: string, producers: ReadonlyMap<string, ModelNode>): string | null {
  const dequantize = producers.get(name)
  if (dequantize?.op !== DEQUANTIZE) return null
  const [integers = ''] = dequantize.inputs
  const quantize = producers.get(integers)
  return quantize?.op === QUANTIZE ? (quantize.inputs[0] ?? null) : integers
}
