import { requireReadable } from '../../../base/regular-file.ts'
import { constantBehind } from '../../../onnx/constants.ts'
import { attributeText } from '../../../onnx/attribute-text.ts'
import { constantOf } from '../../../onnx/constants.ts'
import { declaredShape } from '../../../onnx/declared-shape.ts'
import { elementTypesOf } from '../../../onnx/element-type-inference.ts'
import { typeName } from '../../../onnx/element-types.ts'
import type { Graph } from '../../../onnx/graph.ts'
import { layersByNode, type Layer } from '../../../onnx/layers.ts'
import type { Model } from '../../../onnx/model.ts'
import { blockOf, modulePathOfNode } from '../../../onnx/module-path.ts'
import type { Node } from '../../../onnx/node.ts'
import { inferShapes } from '../../../onnx/shapes.ts'
import { dimsOf, floatsOf } from '../../../onnx/tensor.ts'
import type { Value } from '../../../onnx/value.ts'
import { inputDimsOf } from '../../../stages/inspect.ts'
import { openModelFile } from '../../../stages/model-file.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'

type GraphView = AnalysisOutput<'models.graph'>

/** A model as nodes and edges, with what is known of its tensors for one image. */
export function modelGraph({ path }: AnalysisInput<'models.graph'>): GraphView {
  requireReadable(path)
  const { model } = openModelFile(path)
  const { graph } = model
  const layers = layersByNode(graph)
  return {
    nodes: graph.nodes.map((node, id) => nodeView(node, id, layers)),
    edges: edgesOf(graph),
    tensors: tensorsOf(model),
  }
}

function nodeView(node: Node, id: number, layers: ReadonlyMap<Node, Layer>): GraphView['nodes'][number] {
  const layer = layers.get(node)?.name ?? ''
  const place = layer === '' ? modulePathOfNode(node) : layer
  return {
    id,
    name: node.name,
    op: node.domain === '' ? node.opType : `${node.domain}.${node.opType}`,
    layer,
    block: place.includes('.') ? blockOf(place) : '',
    attributes: Object.fromEntries(
      Array.from(node.attributes, ([name, value]) => [name, attributeText(value)]),
    ),
    inputs: node.inputs.map((value) => value?.name ?? ''),
    outputs: node.outputs.map((value) => value?.name ?? ''),
  }
}

/** From what computes a tensor to everything that reads it, subgraphs included. */
function edgesOf({ nodes }: Graph): GraphView['edges'] {
  const ids = new Map(nodes.map((node, id) => [node, id]))
  return nodes.flatMap((node, from) =>
    node.outputs.flatMap((value) =>
      (value?.consumers ?? []).flatMap((reader) => {
        const to = ids.get(reader)
        return value === null || to === undefined ? [] : [{ from, to, tensor: value.name }]
      }),
    ),
  )
}

function tensorsOf(model: Model): GraphView['tensors'] {
  const { graph } = model
  const types = elementTypesOf(graph)
  const shapes = inferShapes(model, inputDimsOf(model))
  const scales = scalesOf(graph)
  const entries = Array.from(graph.values, (value): [string, GraphView['tensors'][string]] => {
    const constant = constantOf(value)
    const type = types.get(value)
    const dims =
      constant === null ? (declaredShape(value) ?? shapes.get(value.name) ?? null) : dimsOf(constant)
    const scale = scales.get(value) ?? null
    const name = type === undefined ? '' : typeName(type).toLowerCase()
    return [value.name, { type: name, dims, stored: constant !== null, scale }]
  })
  return Object.fromEntries(entries)
}

/** The scale of what a Q or DQ with one scale takes and gives; weights have one a channel, and none here. */
function scalesOf({ nodes }: Graph): Map<Value, number> {
  const scales = new Map<Value, number>()
  for (const node of nodes) {
    if (!node.is('QuantizeLinear', 'DequantizeLinear')) continue
    const stored = constantOf(constantBehind(node.input(1)))
    const values = stored === null ? [] : floatsOf(stored)
    if (values.length !== 1) continue
    for (const value of [node.input(0), ...node.outputs]) if (value !== null) scales.set(value, values[0])
  }
  return scales
}
