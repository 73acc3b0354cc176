import { basename } from 'node:path'
import { clearField, create, toBinary } from '@bufbuild/protobuf'
import { writeAtomically } from '../base/files.ts'
import { storedTensors } from './external-data.ts'
import {
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
} from './gen/onnx_pb.js'
import { graphToProto } from './graph-proto.ts'
import type { Model } from './model.ts'
import { DataLocation, type ModelProto, type TensorProto } from './proto.ts'

export interface SaveOptions {
  /** Bytes of tensors from which on they go into a file of their own. */
  embeddedLimit?: number
  /** Tensors with fewer bytes stay in the model file even then (as with onnx's helper). */
  externalThreshold?: number
}

/** Above this a message no longer fits protobuf's 2 GiB, with room for the rest of the file. */
const EMBEDDED_LIMIT = 2 ** 31 - 2 ** 24

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
export async function saveModel(
  model: Model,
  path: string,
  { embeddedLimit = EMBEDDED_LIMIT, externalThreshold = 1024 }: SaveOptions = {},
): Promise<void> {
  const proto = toProto(model)
  const tensors = proto.graph === undefined ? [] : [...new Set(storedTensors(proto.graph))]
  if (!model.hadExternalData && tensorBytes(tensors) < embeddedLimit) {
    await writeAtomically(path, toBinary(ModelProtoSchema, proto))
    return
  }
  const large = tensors.filter(({ rawData }) => rawData.byteLength >= externalThreshold)
  const { pieces, bytes } = encodeApart(proto, large, `${basename(path)}.data`)
  await writeAtomically(`${path}.data`, pieces)
  await writeAtomically(path, bytes)
}

function tensorBytes(tensors: readonly TensorProto[]): number {
  let total = 0
  for (const tensor of tensors) total += tensor.rawData.byteLength + 4 * tensor.floatData.length
  return total
}

/**
 * Encodes a model with some tensors pointing into a data file. The tensors belong to the live model: they are as
 * before when this returns. @returns the model's bytes and the data file's pieces in order.
 */
function encodeApart(
  proto: ModelProto,
  tensors: readonly TensorProto[],
  location: string,
): { bytes: Uint8Array; pieces: Uint8Array[] } {
  const pieces: Uint8Array[] = []
  const contents = tensors.map(({ rawData }) => rawData)
  let offset = 0
  try {
    for (const tensor of tensors) {
      const gap = (ALIGNMENT - (offset % ALIGNMENT)) % ALIGNMENT
      pieces.push(new Uint8Array(gap), tensor.rawData)
      pointOutside(tensor, location, offset + gap)
      offset += gap + pieces[pieces.length - 1].byteLength
    }
    return { bytes: toBinary(ModelProtoSchema, proto), pieces }
  } finally {
    tensors.forEach((tensor, index) => pointInside(tensor, contents[index]))
  }
}

function pointOutside(tensor: TensorProto, location: string, offset: number): void {
  const entry = (key: string, value: string | number) =>
    create(StringStringEntryProtoSchema, { key, value: String(value) })
  const length = tensor.rawData.byteLength
  tensor.externalData = [entry('location', location), entry('offset', offset), entry('length', length)]
  tensor.dataLocation = DataLocation.EXTERNAL
  clearField(tensor, TensorProtoSchema.field.rawData)
}

function pointInside(tensor: TensorProto, rawData: Uint8Array): void {
  tensor.rawData = rawData
  tensor.externalData = []
  clearField(tensor, TensorProtoSchema.field.dataLocation)
}

/** The message that a model is stored as; tensors in it are those of the live model. */
export function toProto(model: Model): ModelProto {
  const proto = create(ModelProtoSchema)
  Object.assign(proto, model.source ?? {})
  proto.irVersion = BigInt(model.irVersion)
  // An absent field stays absent: assigning its default would write it.
  const { name, version } = model.producer
  if (proto.producerName !== name) proto.producerName = name
  if (proto.producerVersion !== version) proto.producerVersion = version
  proto.graph = graphToProto(model.graph)
  proto.opsetImport = [...model.opsets].map(([domain, version]) => {
    const read = model.source?.opsetImport.find((entry) => entry.domain === domain)
    const entry = create(OperatorSetIdProtoSchema, read === undefined ? { domain } : {})
    return Object.assign(entry, read, { version: BigInt(version) })
  })
  proto.metadataProps = [...model.metadata].map(([key, value]) =>
    create(StringStringEntryProtoSchema, { key, value }),
  )
  return proto
}
