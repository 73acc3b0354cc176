import { create } from '@bufbuild/protobuf'
import { QuantbenchError } from '../base/errors.ts'
import { GraphProtoSchema, NodeProtoSchema, ValueInfoProtoSchema } from './gen/onnx_pb.js'
import { Graph } from './graph.ts'
import type { Node } from './node.ts'
import type { GraphProto, NodeProto, ValueInfoProto } from './proto.ts'
import type { Value } from './value.ts'

/**
 * The graph that a message describes; `label` names the model in errors. In a subgraph, names of the graph around it
 * become values without a producer. Throws MODEL_INVALID where a name is defined twice.
 */
export function graphFromProto(proto: GraphProto, label: string): Graph {
  const graph = new Graph(proto.name, proto)
  try {
    for (const input of proto.input) graph.addInput(input)
    for (const tensor of proto.initializer) graph.addInitializer(tensor)
    for (const tensor of proto.sparseInitializer) graph.addSparseInitializer(tensor)
    for (const node of proto.node) graph.addNodeFrom(node)
    for (const info of proto.valueInfo) {
      const value = graph.find(info.name)
      if (value !== undefined) value.info = info
    }
    for (const output of proto.output) graph.addOutput(graph.findOrDefine(output.name), output)
  } catch (error) {
    if (!(error instanceof QuantbenchError)) throw error
    throw new QuantbenchError('MODEL_INVALID', `${label}: ${error.message}`, {
      wayOut: 'Export the model again.',
      cause: error,
    })
  }
  return graph
}

/** The message of a graph as it is now; what the graph was read with and does not model itself goes along. */
export function graphToProto(graph: Graph): GraphProto {
  const proto = create(GraphProtoSchema)
  Object.assign(proto, graph.source ?? {})
  const ends = new Set([...graph.inputs, ...graph.outputs])
  const values = [...graph.values]
  if (proto.name !== graph.name) proto.name = graph.name
  proto.node = graph.nodes.map(nodeToProto)
  proto.initializer = values.flatMap((value) => (value.initializer === null ? [] : [value.initializer]))
  proto.sparseInitializer = values.flatMap(({ sparse }) => (sparse === null ? [] : [sparse]))
  proto.input = graph.inputs.map(declaration)
  proto.output = graph.outputs.map(declaration)
  proto.valueInfo = values.flatMap((value) => (value.info === null || ends.has(value) ? [] : [value.info]))
  proto.quantizationAnnotation = proto.quantizationAnnotation.filter(
    ({ tensorName }) => graph.find(tensorName) !== undefined,
  )
  return proto
}

function declaration(value: Value): ValueInfoProto {
  return value.info ?? create(ValueInfoProtoSchema, { name: value.name })
}

function nodeToProto(node: Node): NodeProto {
  const proto = create(NodeProtoSchema)
  Object.assign(proto, node.source ?? {})
  // An absent field stays absent: assigning its default would write it.
  if (proto.name !== node.name) proto.name = node.name
  proto.opType = node.opType
  if (node.domain !== '' || node.source === null) proto.domain = node.domain
  proto.input = node.inputs.map((value) => value?.name ?? '')
  proto.output = node.outputs.map((value) => value?.name ?? '')
  proto.attribute = [...node.attributes.values()]
  return proto
}
