import { describe, expect, it } from 'vitest'
import { rawBytesOf, typeName } from '../../../src/main/onnx/element-types.ts'
import { DataType } from '../../../src/main/onnx/proto.ts'

describe('rawBytesOf', () => {
  it.each([
    ['FLOAT', 3, 12],
    ['DOUBLE', 3, 24],
    ['FLOAT16', 3, 6],
    ['BFLOAT16', 3, 6],
    ['INT8', 3, 3],
    ['BOOL', 3, 3],
    ['INT64', 3, 24],
    ['COMPLEX128', 3, 48],
    ['FLOAT8E4M3FN', 3, 3],
    ['INT4', 3, 2],
    ['UINT4', 4, 2],
    ['FLOAT4E2M1', 1, 1],
  ] as const)('%s × %i take %i bytes', (type, count, bytes) => {
    expect(rawBytesOf(DataType[type], count)).toBe(bytes)
  })

  it('is unknown for text and for types of the future', () => {
    expect([rawBytesOf(DataType.STRING, 3), rawBytesOf(999, 3)]).toEqual([undefined, undefined])
  })
})

it('typeName gives the name, or the number where there is none', () => {
  expect([typeName(DataType.FLOAT16), typeName(999)]).toEqual(['FLOAT16', 'type 999'])
})
