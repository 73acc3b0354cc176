import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { dirname } from 'node:path'
import { fromBinary } from '@bufbuild/protobuf'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { attachExternalData } from './external-data.ts'
import { ModelProtoSchema } from './gen/onnx_pb.js'
import { Graph } from './graph.ts'
import type { Model } from './model.ts'
import { notOnnxError } from './not-onnx.ts'
import type { GraphProto, ModelProto } from './proto.ts'

/** Reads a whole file of any size (a single read call stops at 2 GiB on Linux). Throws FILE_NOT_FOUND or FILE_UNREADABLE. */
export function readWholeFile(path: string): Uint8Array {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const bytes = new Uint8Array(fstatSync(file).size)
    for (let offset = 0; offset < bytes.length;) {
      const count = readSync(file, bytes, offset, Math.min(bytes.length - offset, 1 << 30), offset)
      if (count === 0) return bytes.subarray(0, offset)
      offset += count
    }
    return bytes
  } catch (error) {
    throw fileError(error, path, 'read')
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/**
 * Reads a model file with its external data. Tensors share the file's bytes; nothing is copied.
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, MODEL_NOT_ONNX, MODEL_TRUNCATED, MODEL_EXTERNAL_DATA, MODEL_INVALID.
 */
export function loadModel(path: string): Model {
  return decodeModel(readWholeFile(path), { label: path, folder: dirname(path) })
}

/**
 * Reads a model from bytes. `folder` is where external data is looked for; without it a model with external data is
 * refused. The result shares the bytes: do not change them afterwards.
 */
export function decodeModel(
  bytes: Uint8Array,
  { label = 'the model', folder }: { label?: string; folder?: string } = {},
): Model {
  const proto = parse(bytes, label)
  if (proto.graph === undefined) throw notOnnxError(bytes, label, undefined)
  const hadExternalData = attachExternalData(proto.graph, folder, label)
  return {
    graph: buildGraph(proto.graph, label),
    irVersion: Number(proto.irVersion),
    opsets: new Map(
      proto.opsetImport.map(({ domain, version }) => [domain === 'ai.onnx' ? '' : domain, Number(version)]),
    ),
    metadata: new Map(proto.metadataProps.map(({ key, value }) => [key, value])),
    producer: { name: proto.producerName, version: proto.producerVersion },
    source: proto,
    hadExternalData,
  }
}

function parse(bytes: Uint8Array, label: string): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes)
  } catch (error) {
    throw notOnnxError(bytes, label, error)
  }
}

function buildGraph(proto: GraphProto, label: string): Graph {
  const graph = new Graph(proto.name, proto)
  try {
    for (const input of proto.input) graph.addInput(input)
    for (const tensor of proto.initializer) graph.addInitializer(tensor)
    for (const sparse of proto.sparseInitializer)
      if (sparse.values !== undefined) graph.findOrDefine(sparse.values.name)
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
