import { basename } from 'node:path'
import { create, toBinary } from '@bufbuild/protobuf'
import { writeAtomically } from '../base/files.ts'
import { storedTensors } from './external-data.ts'
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
} from './gen/onnx_pb.js'
import type { Graph } from './graph.ts'
import type { Model } from './model.ts'
import type { Node } from './node.ts'
import { DataLocation, type GraphProto, type ModelProto, type NodeProto, type TensorProto } from './proto.ts'

/** Above this a message no longer fits protobuf's 2 GiB, with room for the rest of the file. */
const EMBEDDED_LIMIT = 2 ** 31 - 2 ** 24

/** Tensors smaller than this stay in the model file even when the data lies outside (as onnx's helper does). */
const EXTERNAL_THRESHOLD = 1024

/** TensorRT and ONNX Runtime map the file: page-aligned tensors need no copy. */
const ALIGNMENT = 4096

/** The model as bytes of one self-contained file. The same model gives the same bytes. */
export function encodeModel(model: Model): Uint8Array {
  return toBinary(ModelProtoSchema, toProto(model))
}

/**
 * Writes a model, atomically. Its data goes into `<file>.data` beside it when it came that way or is too large for
 * one file. Throws DISK_FULL or FILE_UNWRITABLE; then no new file is left.
 */
export async function saveModel(model: Model, path: string): Promise<void> {
  const proto = toProto(model)
  const graph = proto.graph
  const total = graph === undefined ? 0 : tensorBytes(graph)
  if (graph === undefined || (!model.hadExternalData && total < EMBEDDED_LIMIT)) {
    await writeAtomically(path, toBinary(ModelProtoSchema, proto))
    return
  }
  const { pieces, restore } = moveOut(graph, `${basename(path)}.data`)
  try {
    await writeAtomically(`${path}.data`, pieces)
    await writeAtomically(path, toBinary(ModelProtoSchema, proto))
  } finally {
    restore()
  }
}

function tensorBytes(graph: GraphProto): number {
  let total = 0
  for (const tensor of storedTensors(graph)) total += tensor.rawData.byteLength + 4 * tensor.floatData.length
  return total
}

/** Points large tensors to a data file. @returns the file's pieces in order, and how to take the change back. */
function moveOut(graph: GraphProto, location: string): { pieces: Uint8Array[]; restore: () => void } {
  const pieces: Uint8Array[] = []
  const moved: { tensor: TensorProto; rawData: Uint8Array }[] = []
  let offset = 0
  for (const tensor of storedTensors(graph)) {
    const { rawData } = tensor
    if (rawData.byteLength < EXTERNAL_THRESHOLD) continue
    const gap = (ALIGNMENT - (offset % ALIGNMENT)) % ALIGNMENT
    if (gap > 0) pieces.push(new Uint8Array(gap))
    offset += gap
    pieces.push(rawData)
    moved.push({ tensor, rawData })
    const entry = (key: string, value: string | number) => ({
      $typeName: 'onnx.StringStringEntryProto' as const,
      key,
      value: String(value),
    })
    tensor.externalData = [
      entry('location', location),
      entry('offset', offset),
      entry('length', rawData.byteLength),
    ]
    tensor.dataLocation = DataLocation.EXTERNAL
    tensor.rawData = new Uint8Array(0)
    offset += rawData.byteLength
  }
  const restore = () => {
    for (const { tensor, rawData } of moved) {
      tensor.rawData = rawData
      tensor.externalData = []
      tensor.dataLocation = DataLocation.DEFAULT
    }
  }
  return { pieces, restore }
}

function toProto(model: Model): ModelProto {
  const proto = create(ModelProtoSchema)
  Object.assign(proto, model.source ?? {})
  proto.irVersion = BigInt(model.irVersion)
  proto.producerName = model.producer.name
  proto.producerVersion = model.producer.version
  proto.graph = graphToProto(model.graph)
  proto.opsetImport = [...model.opsets].map(([domain, version]) => {
    const read = model.source?.opsetImport.find((entry) => entry.domain === domain)
    const entry = create(OperatorSetIdProtoSchema, read === undefined ? { domain } : {})
    return Object.assign(entry, read, { version: BigInt(version) })
  })
  proto.metadataProps = [...model.metadata].map(([key, value]) => ({
    $typeName: 'onnx.StringStringEntryProto' as const,
    key,
    value,
  }))
  return proto
}

function graphToProto(graph: Graph): GraphProto {
  const proto = create(GraphProtoSchema)
  Object.assign(proto, graph.source ?? {})
  const ends = new Set([...graph.inputs, ...graph.outputs])
  const values = [...graph.values]
  proto.name = graph.name
  proto.node = graph.nodes.map(nodeToProto)
  proto.initializer = values.flatMap((value) => (value.initializer === null ? [] : [value.initializer]))
  proto.input = graph.inputs.flatMap((value) => (value.info === null ? [] : [value.info]))
  proto.output = graph.outputs.map(
    (value) =>
      value.info ?? {
        $typeName: 'onnx.ValueInfoProto' as const,
        name: value.name,
        docString: '',
        metadataProps: [],
      },
  )
  proto.valueInfo = values.flatMap((value) => (value.info === null || ends.has(value) ? [] : [value.info]))
  proto.quantizationAnnotation = proto.quantizationAnnotation.filter(
    ({ tensorName }) => graph.find(tensorName) !== undefined,
  )
  return proto
}

function nodeToProto(node: Node): NodeProto {
  const proto = create(NodeProtoSchema)
  Object.assign(proto, node.source ?? {})
  proto.name = node.name
  proto.opType = node.opType
  if (node.domain !== '' || node.source === null) proto.domain = node.domain
  proto.input = node.inputs.map((value) => value?.name ?? '')
  proto.output = node.outputs.map((value) => value?.name ?? '')
  proto.attribute = [...node.attributes.values()]
  return proto
}
