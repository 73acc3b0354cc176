import { QuantbenchError } from '../base/errors.ts'
import { sizeOf } from '../base/tensor.ts'
import { typeName } from './element-types.ts'
import { DataLocation, DataType, newTensor, type TensorProto } from './proto.ts'

type NumericArray =
  | Float32Array
  | Float64Array
  | Float16Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array

/** Shape of a stored tensor as plain numbers. */
export function dimsOf(tensor: TensorProto): number[] {
  return tensor.dims.map(Number)
}

/** Number of elements of a stored tensor. */
export function elementCount(tensor: TensorProto): number {
  return sizeOf(dimsOf(tensor))
}

/** Raw little-endian bytes at an address that any typed array may start at; copies only where it must. */
function aligned(
  tensor: TensorProto,
  bytesPerElement: number,
): { buffer: ArrayBufferLike; offset: number; length: number } {
  const raw = tensor.rawData
  const count = elementCount(tensor)
  if (raw.byteLength !== count * bytesPerElement) {
    throw new QuantbenchError(
      'MODEL_INVALID',
      `Tensor ${tensor.name}: expected ${count * bytesPerElement} bytes for shape [${dimsOf(tensor).join(', ')}] of ${typeName(tensor.dataType)}, got ${raw.byteLength}`,
      { wayOut: 'Export the model again.' },
    )
  }
  if (raw.byteOffset % bytesPerElement === 0)
    return { buffer: raw.buffer, offset: raw.byteOffset, length: count }
  // Not slice(): a Buffer's shares its memory.
  return { buffer: new Uint8Array(raw).buffer, offset: 0, length: count }
}

function hasRaw(tensor: TensorProto): boolean {
  return tensor.rawData.byteLength > 0 || elementCount(tensor) === 0
}

function bfloat16(words: Uint16Array): Float32Array {
  const bits = new Uint32Array(words.length)
  for (let i = 0; i < words.length; i++) bits[i] = words[i] << 16
  return new Float32Array(bits.buffer)
}

/** Values of the typed field, which must be as many as the shape says. */
function listed<T>(tensor: TensorProto, values: readonly T[]): readonly T[] {
  const count = elementCount(tensor)
  if (values.length === count) return values
  throw new QuantbenchError(
    'MODEL_INVALID',
    `Tensor ${tensor.name}: expected ${count} values for shape [${dimsOf(tensor).join(', ')}], got ${values.length}`,
    { wayOut: 'Export the model again.' },
  )
}

/** The values of a numeric tensor in their own type (BFLOAT16 as float32, BOOL as bytes). Shares the model's bytes where aligned. */
function valuesOf(tensor: TensorProto): NumericArray {
  if (tensor.dataLocation === DataLocation.EXTERNAL) {
    throw new QuantbenchError(
      'MODEL_EXTERNAL_DATA',
      `Tensor ${tensor.name} lies outside the model file and was not loaded`,
      {
        wayOut: 'Open the model by its path so that its external data is found.',
      },
    )
  }
  const raw = hasRaw(tensor)
  const at = (bytes: number) => aligned(tensor, bytes)
  switch (tensor.dataType) {
    case DataType.FLOAT: {
      if (!raw) return Float32Array.from(listed(tensor, tensor.floatData))
      const { buffer, offset, length } = at(4)
      return new Float32Array(buffer, offset, length)
    }
    case DataType.DOUBLE: {
      if (!raw) return Float64Array.from(listed(tensor, tensor.doubleData))
      const { buffer, offset, length } = at(8)
      return new Float64Array(buffer, offset, length)
    }
    case DataType.FLOAT16: {
      if (!raw) return new Float16Array(Uint16Array.from(listed(tensor, tensor.int32Data)).buffer)
      const { buffer, offset, length } = at(2)
      return new Float16Array(buffer, offset, length)
    }
    case DataType.BFLOAT16: {
      if (!raw) return bfloat16(Uint16Array.from(listed(tensor, tensor.int32Data)))
      const { buffer, offset, length } = at(2)
      return bfloat16(new Uint16Array(buffer, offset, length))
    }
    case DataType.INT8: {
      if (!raw) return Int8Array.from(listed(tensor, tensor.int32Data))
      const { buffer, offset, length } = at(1)
      return new Int8Array(buffer, offset, length)
    }
    case DataType.UINT8:
    case DataType.BOOL: {
      if (!raw) return Uint8Array.from(listed(tensor, tensor.int32Data))
      const { buffer, offset, length } = at(1)
      return new Uint8Array(buffer, offset, length)
    }
    case DataType.INT16: {
      if (!raw) return Int16Array.from(listed(tensor, tensor.int32Data))
      const { buffer, offset, length } = at(2)
      return new Int16Array(buffer, offset, length)
    }
    case DataType.UINT16: {
      if (!raw) return Uint16Array.from(listed(tensor, tensor.int32Data))
      const { buffer, offset, length } = at(2)
      return new Uint16Array(buffer, offset, length)
    }
    case DataType.INT32: {
      if (!raw) return Int32Array.from(listed(tensor, tensor.int32Data))
      const { buffer, offset, length } = at(4)
      return new Int32Array(buffer, offset, length)
    }
    case DataType.UINT32: {
      if (!raw) return Uint32Array.from(listed(tensor, tensor.uint64Data), Number)
      const { buffer, offset, length } = at(4)
      return new Uint32Array(buffer, offset, length)
    }
    case DataType.INT64: {
      if (!raw) return BigInt64Array.from(listed(tensor, tensor.int64Data))
      const { buffer, offset, length } = at(8)
      return new BigInt64Array(buffer, offset, length)
    }
    case DataType.UINT64: {
      if (!raw) return BigUint64Array.from(listed(tensor, tensor.uint64Data))
      const { buffer, offset, length } = at(8)
      return new BigUint64Array(buffer, offset, length)
    }
    default:
      throw new QuantbenchError(
        'MODEL_INVALID',
        `Tensor ${tensor.name}: expected numbers, got ${typeName(tensor.dataType)}`,
      )
  }
}

/** Values as float32, shape in `dimsOf`. Shares the model's bytes for aligned FLOAT tensors: do not write to it. */
export function floatsOf(tensor: TensorProto): Float32Array {
  const values = valuesOf(tensor)
  if (values instanceof Float32Array) return values
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    return Float32Array.from(values, Number)
  return new Float32Array(values)
}

/** Values of an integer tensor (shapes, axes, zero points) as numbers. int64 sentinels such as INT64_MAX lose low bits. */
export function integersOf(tensor: TensorProto): number[] {
  return Array.from<number | bigint, number>(valuesOf(tensor), Number)
}

function rawView(data: NumericArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

function dataTypeOf(data: NumericArray): DataType {
  if (data instanceof Float32Array) return DataType.FLOAT
  if (data instanceof Int8Array) return DataType.INT8
  if (data instanceof Uint8Array) return DataType.UINT8
  if (data instanceof Float16Array) return DataType.FLOAT16
  if (data instanceof BigInt64Array) return DataType.INT64
  if (data instanceof Int32Array) return DataType.INT32
  if (data instanceof Float64Array) return DataType.DOUBLE
  if (data instanceof Int16Array) return DataType.INT16
  if (data instanceof Uint16Array) return DataType.UINT16
  if (data instanceof Uint32Array) return DataType.UINT32
  return DataType.UINT64
}

/** A tensor message over the given values (shared, not copied); its data type is the array's. */
export function tensorFrom(name: string, dims: readonly number[], data: NumericArray): TensorProto {
  if (sizeOf(dims) !== data.length) {
    throw new QuantbenchError(
      'INTERNAL',
      `Tensor ${name}: shape [${dims.join(', ')}] does not hold ${data.length} values`,
    )
  }
  return newTensor({ name, dims: dims.map(BigInt), dataType: dataTypeOf(data), rawData: rawView(data) })
}

/** A scalar or 1-D int64 tensor, as shape inputs are. */
export function int64Tensor(name: string, values: readonly number[]): TensorProto {
  return tensorFrom(name, [values.length], BigInt64Array.from(values, BigInt))
}
