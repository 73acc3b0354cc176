import { create, type MessageInitShape } from '@bufbuild/protobuf'
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  ValueInfoProtoSchema,
} from './gen/onnx_pb.js'
import type { AttributeProto, TensorProto, ValueInfoProto } from './gen/onnx_pb.js'

export type {
  AttributeProto,
  FunctionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  SparseTensorProto,
  TensorProto,
  TypeProto,
  ValueInfoProto,
} from './gen/onnx_pb.js'
export { AttributeType, DataLocation, DataType }

/** A new tensor message from plain fields; `tensor.ts` offers the typed way. */
export function newTensor(fields: MessageInitShape<typeof TensorProtoSchema>): TensorProto {
  return create(TensorProtoSchema, fields)
}

/** A new attribute message from plain fields; `attributes.ts` offers the typed way. */
export function newAttribute(fields: MessageInitShape<typeof AttributeProtoSchema>): AttributeProto {
  return create(AttributeProtoSchema, fields)
}

/** Dimension of a declared shape: a number, a symbolic name, or null where nothing is known. */
export type Dim = number | string | null

/** Declares a tensor value: name, element type and, where known, its shape. */
export function newValueInfo(name: string, elemType: DataType, dims: readonly Dim[] | null): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: { elemType, shape: dims === null ? undefined : { dim: dims.map(dimension) } },
      },
    },
  })
}

function dimension(dim: Dim) {
  if (dim === null) return {}
  if (typeof dim === 'number') return { value: { case: 'dimValue' as const, value: BigInt(dim) } }
  return { value: { case: 'dimParam' as const, value: dim } }
}
