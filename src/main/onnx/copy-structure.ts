import { clearField, toBinary } from '@bufbuild/protobuf'
import { decodeModel } from './decode.ts'
import { toProto } from './encode.ts'
import { storedTensors } from './external-data.ts'
import { ModelProtoSchema, TensorProtoSchema } from './gen/onnx_pb.js'
import type { Model } from './model.ts'
import type { GraphProto, TensorProto } from './proto.ts'

/** Smaller tensors are as quickly copied as left out. */
const LARGE_BYTES = 1024

/**
 * A copy of a model for changing what its nodes read: the graph is independent, the bytes of large tensors are shared,
 * so that it costs a fraction of `copyModel`. Stored values must not be written over in place, in neither of the two.
 */
export function copyStructure(model: Model): Model {
  const proto = toProto(model)
  const tensors = tensorsOf(proto.graph)
  const contents = tensors.map(({ rawData }) => rawData)
  const isLarge = (at: number): boolean => contents[at].byteLength >= LARGE_BYTES
  let bytes: Uint8Array
  try {
    tensors.forEach((tensor, at) => isLarge(at) && clearField(tensor, TensorProtoSchema.field.rawData))
    bytes = toBinary(ModelProtoSchema, proto)
  } finally {
    putBack(tensors, contents, isLarge)
  }
  const copy = decodeModel(bytes)
  putBack(tensorsOf(copy.source?.graph), contents, isLarge)
  return { ...copy, hadExternalData: model.hadExternalData }
}

function tensorsOf(graph: GraphProto | undefined): TensorProto[] {
  return graph === undefined ? [] : [...storedTensors(graph)]
}

function putBack(
  tensors: readonly TensorProto[],
  contents: readonly Uint8Array[],
  isLarge: (at: number) => boolean,
): void {
  tensors.forEach((tensor, at) => {
    if (isLarge(at)) tensor.rawData = contents[at]
  })
}
