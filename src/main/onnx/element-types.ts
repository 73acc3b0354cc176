import { DataType } from './proto.ts'

/** Bytes an element of each data type, for types with whole bytes. */
const ELEMENT_BYTES: Partial<Record<DataType, number>> = {
  [DataType.FLOAT]: 4,
  [DataType.UINT8]: 1,
  [DataType.INT8]: 1,
  [DataType.UINT16]: 2,
  [DataType.INT16]: 2,
  [DataType.INT32]: 4,
  [DataType.INT64]: 8,
  [DataType.BOOL]: 1,
  [DataType.FLOAT16]: 2,
  [DataType.DOUBLE]: 8,
  [DataType.UINT32]: 4,
  [DataType.UINT64]: 8,
  [DataType.COMPLEX64]: 8,
  [DataType.COMPLEX128]: 16,
  [DataType.BFLOAT16]: 2,
  [DataType.FLOAT8E4M3FN]: 1,
  [DataType.FLOAT8E4M3FNUZ]: 1,
  [DataType.FLOAT8E5M2]: 1,
  [DataType.FLOAT8E5M2FNUZ]: 1,
  [DataType.FLOAT8E8M0]: 1,
}

const HALF_BYTE_TYPES = new Set<number>([DataType.UINT4, DataType.INT4, DataType.FLOAT4E2M1])

/** Bytes that `count` elements of a type take in raw data; undefined for strings and unknown types. */
export function rawBytesOf(type: number, count: number): number | undefined {
  if (HALF_BYTE_TYPES.has(type)) return Math.ceil(count / 2)
  const size = Object.entries(ELEMENT_BYTES).find(([key]) => Number(key) === type)?.[1]
  return size === undefined ? undefined : size * count
}

/** ONNX's own name of a data type, e.g. `FLOAT16`; the number where it is unknown. */
export function typeName(type: number): string {
  return DataType[type] ?? `type ${type}`
}
