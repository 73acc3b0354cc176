import { sizeOf } from '../../base/tensor.ts'
import { DataType, type TensorProto } from '../proto.ts'
import { dimsOf, elementCount, integersOf, tensorFrom } from '../tensor.ts'

/** A small known tensor. Numbers are held as doubles, which is exact for what shape arithmetic uses. */
export interface Constant {
  /** ONNX element type (`DataType`). */
  readonly type: number
  readonly dims: readonly number[]
  readonly data: Float64Array
}

/** What is known about an input of a node before the model runs; null where it is unknown. */
export interface Operand {
  readonly dims: readonly number[] | null
  readonly constant: Constant | null
}

const INT64_LIMIT = 2 ** 63

/** Rounds doubles to what an element type can hold, as a cast does. */
const ROUND: Partial<Record<number, (data: Float64Array) => ArrayLike<number>>> = {
  [DataType.FLOAT]: (data) => new Float32Array(data),
  [DataType.FLOAT16]: (data) => new Float16Array(data),
  [DataType.DOUBLE]: (data) => data,
  // Adding 0 turns the double -0 into 0, which integers have only one of.
  [DataType.INT64]: (data) => data.map((value) => Math.trunc(value) + 0),
  [DataType.INT32]: (data) => new Int32Array(data),
  [DataType.INT8]: (data) => new Int8Array(data),
  [DataType.UINT8]: (data) => new Uint8Array(data),
  [DataType.BOOL]: (data) => data.map((value) => (value === 0 ? 0 : 1)),
}

/** A constant of the given type; null where values of that type are not handled. */
export function constant(type: number, dims: readonly number[], data: ArrayLike<number>): Constant | null {
  const rounded = ROUND[type]?.(Float64Array.from(data))
  return rounded === undefined ? null : { type, dims, data: Float64Array.from(rounded) }
}

/** The values of a stored tensor with at most `limit` elements; null for larger ones and for other types. */
export function constantFromTensor(tensor: TensorProto, limit: number): Constant | null {
  if (elementCount(tensor) > limit || ROUND[tensor.dataType] === undefined) return null
  return constant(tensor.dataType, dimsOf(tensor), integersOf(tensor))
}

/** A tensor message of a constant. */
export function tensorFromConstant(name: string, { type, dims, data }: Constant): TensorProto {
  const tensor = tensorFrom(name, dims, storage(type, data))
  tensor.dataType = type
  return tensor
}

function storage(type: number, data: Float64Array) {
  switch (type) {
    case DataType.FLOAT:
      return new Float32Array(data)
    case DataType.FLOAT16:
      return new Float16Array(data)
    case DataType.INT64:
      return BigInt64Array.from(data, exactInt64)
    case DataType.INT32:
      return new Int32Array(data)
    case DataType.INT8:
      return new Int8Array(data)
    case DataType.UINT8:
    case DataType.BOOL:
      return new Uint8Array(data)
    default:
      return data
  }
}

/** "To the end" is written as the largest int64, which as a double is one too large. */
function exactInt64(value: number): bigint {
  return value >= INT64_LIMIT ? 2n ** 63n - 1n : BigInt(value)
}

/** Whether a shape has at most `limit` elements. */
export function isSmall(dims: readonly number[], limit: number): boolean {
  return sizeOf(dims) <= limit
}
