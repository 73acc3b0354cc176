import { dirname } from 'node:path'
import { fromBinary } from '@bufbuild/protobuf'
import { attachExternalData } from './external-data.ts'
import { ModelProtoSchema } from './gen/onnx_pb.js'
import { graphFromProto } from './graph-proto.ts'
import type { Model } from './model.ts'
import { incompleteError, notOnnxError } from './not-onnx.ts'
import type { ModelProto } from './proto.ts'
import { readWholeFile } from './read-file.ts'

/** ONNX 1.0; before it a model named no operator set. */
const FIRST_IR_WITH_OPSETS = 3n

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
  if (proto.graph === undefined) {
    throw proto.irVersion > 0n ? incompleteError(label, 'its graph') : notOnnxError(bytes, label, undefined)
  }
  if (proto.opsetImport.length === 0 && proto.irVersion >= FIRST_IR_WITH_OPSETS)
    throw incompleteError(label, 'the operator set it uses')
  const hadExternalData = attachExternalData(proto.graph, folder, label)
  return {
    graph: graphFromProto(proto.graph, label),
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
