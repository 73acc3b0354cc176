import { describe, expect, it } from 'vitest'
import { DataLocation, DataType, newTensor } from '../../../src/main/onnx/proto.ts'
import { dimsOf, floatsOf, int64Tensor, integersOf, tensorFrom } from '../../../src/main/onnx/tensor.ts'

const raw = (...arrays: ArrayBufferView[]) =>
  Uint8Array.from(
    arrays.flatMap(({ buffer, byteOffset, byteLength }) => [
      ...new Uint8Array(buffer, byteOffset, byteLength),
    ]),
  )

describe('stored tensors', () => {
  const numbers = [1, -2, 3]
  const dims = [3n]
  it.each([
    ['FLOAT raw', newTensor({ dims, dataType: DataType.FLOAT, rawData: raw(Float32Array.from(numbers)) })],
    ['FLOAT', newTensor({ dims, dataType: DataType.FLOAT, floatData: numbers })],
    ['DOUBLE raw', newTensor({ dims, dataType: DataType.DOUBLE, rawData: raw(Float64Array.from(numbers)) })],
    ['DOUBLE', newTensor({ dims, dataType: DataType.DOUBLE, doubleData: numbers })],
    ['FLOAT16 raw', newTensor({ dims, dataType: DataType.FLOAT16, rawData: raw(new Float16Array(numbers)) })],
    ['FLOAT16', newTensor({ dims, dataType: DataType.FLOAT16, int32Data: [0x3c00, 0xc000, 0x4200] })],
    [
      'BFLOAT16 raw',
      newTensor({ dims, dataType: DataType.BFLOAT16, rawData: raw(Uint16Array.of(0x3f80, 0xc000, 0x4040)) }),
    ],
    ['BFLOAT16', newTensor({ dims, dataType: DataType.BFLOAT16, int32Data: [0x3f80, 0xc000, 0x4040] })],
    ['INT8 raw', newTensor({ dims, dataType: DataType.INT8, rawData: raw(Int8Array.from(numbers)) })],
    ['INT8', newTensor({ dims, dataType: DataType.INT8, int32Data: numbers })],
    ['INT16 raw', newTensor({ dims, dataType: DataType.INT16, rawData: raw(Int16Array.from(numbers)) })],
    ['INT16', newTensor({ dims, dataType: DataType.INT16, int32Data: numbers })],
    ['INT32 raw', newTensor({ dims, dataType: DataType.INT32, rawData: raw(Int32Array.from(numbers)) })],
    ['INT32', newTensor({ dims, dataType: DataType.INT32, int32Data: numbers })],
    [
      'INT64 raw',
      newTensor({ dims, dataType: DataType.INT64, rawData: raw(BigInt64Array.from([1n, -2n, 3n])) }),
    ],
    ['INT64', newTensor({ dims, dataType: DataType.INT64, int64Data: [1n, -2n, 3n] })],
  ])('hold signed numbers as %s', (_type, tensor) => {
    expect([...floatsOf(tensor)]).toEqual(numbers)
    expect(integersOf(tensor)).toEqual(numbers)
  })

  it.each([
    ['UINT8 raw', newTensor({ dims, dataType: DataType.UINT8, rawData: Uint8Array.of(1, 0, 200) })],
    ['UINT8', newTensor({ dims, dataType: DataType.UINT8, int32Data: [1, 0, 200] })],
    ['UINT16 raw', newTensor({ dims, dataType: DataType.UINT16, rawData: raw(Uint16Array.of(1, 0, 200)) })],
    ['UINT16', newTensor({ dims, dataType: DataType.UINT16, int32Data: [1, 0, 200] })],
    ['UINT32 raw', newTensor({ dims, dataType: DataType.UINT32, rawData: raw(Uint32Array.of(1, 0, 200)) })],
    ['UINT32', newTensor({ dims, dataType: DataType.UINT32, uint64Data: [1n, 0n, 200n] })],
    [
      'UINT64 raw',
      newTensor({ dims, dataType: DataType.UINT64, rawData: raw(BigUint64Array.of(1n, 0n, 200n)) }),
    ],
    ['UINT64', newTensor({ dims, dataType: DataType.UINT64, uint64Data: [1n, 0n, 200n] })],
  ])('hold unsigned numbers as %s', (_type, tensor) => {
    expect(integersOf(tensor)).toEqual([1, 0, 200])
  })

  it('hold truth as bytes', () => {
    const tensor = newTensor({ dims: [2n], dataType: DataType.BOOL, rawData: Uint8Array.of(1, 0) })
    expect(integersOf(tensor)).toEqual([1, 0])
  })

  it('are read at any address, without copying where it is aligned', () => {
    const file = new Uint8Array(20)
    new DataView(file.buffer).setFloat32(5, 1.5, true)
    new DataView(file.buffer).setFloat32(12, 2.5, true)
    const at = (from: number) =>
      floatsOf(newTensor({ dims: [1n], dataType: DataType.FLOAT, rawData: file.subarray(from, from + 4) }))
    expect([at(5)[0], at(12)[0]]).toEqual([1.5, 2.5])
    expect([at(5).buffer === file.buffer, at(12).buffer === file.buffer]).toEqual([false, true])
  })

  it('are read at any address of a Buffer too, whose slice() shares its memory', () => {
    const file = Buffer.alloc(20)
    file.writeFloatLE(1.5, 5)
    const rawData = file.subarray(5, 9)
    expect(floatsOf(newTensor({ dims: [1n], dataType: DataType.FLOAT, rawData }))[0]).toBe(1.5)
  })

  it('may be empty or scalar', () => {
    expect([...floatsOf(newTensor({ dims: [0n], dataType: DataType.FLOAT }))]).toEqual([])
    expect([...floatsOf(newTensor({ dataType: DataType.FLOAT, floatData: [7] }))]).toEqual([7])
  })

  it.each([
    [
      'too few bytes',
      { dataType: DataType.FLOAT, rawData: new Uint8Array(8) },
      'expected 12 bytes for shape [3] of FLOAT, got 8',
    ],
    [
      'too few values',
      { dataType: DataType.FLOAT, floatData: [1] },
      'expected 3 values for shape [3], got 1',
    ],
    ['no values at all', { dataType: DataType.INT64 }, 'expected 3 values for shape [3], got 0'],
    ['text', { dataType: DataType.STRING }, 'expected numbers, got STRING'],
  ])('with %s are refused by name', (_what, fields, message) => {
    const tensor = newTensor({ name: 'w', dims, ...fields })
    expect(() => floatsOf(tensor)).toThrow(`Tensor w: ${message}`)
    expect(() => floatsOf(tensor)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }))
  })

  it('that were not loaded are refused', () => {
    const tensor = newTensor({
      name: 'w',
      dims,
      dataType: DataType.FLOAT,
      dataLocation: DataLocation.EXTERNAL,
    })
    expect(() => floatsOf(tensor)).toThrow(expect.objectContaining({ code: 'MODEL_EXTERNAL_DATA' }))
  })
})

describe('tensorFrom', () => {
  it.each([
    [new Float32Array(2), 'FLOAT'],
    [new Float64Array(2), 'DOUBLE'],
    [new Float16Array(2), 'FLOAT16'],
    [new Int8Array(2), 'INT8'],
    [new Uint8Array(2), 'UINT8'],
    [new Int16Array(2), 'INT16'],
    [new Uint16Array(2), 'UINT16'],
    [new Int32Array(2), 'INT32'],
    [new Uint32Array(2), 'UINT32'],
    [new BigInt64Array(2), 'INT64'],
    [new BigUint64Array(2), 'UINT64'],
  ])('takes its type from the array: %s', (data, type) => {
    const tensor = tensorFrom('t', [2, 1], data)
    expect([DataType[tensor.dataType], dimsOf(tensor)]).toEqual([type, [2, 1]])
    expect(tensor.rawData.buffer).toBe(data.buffer)
  })

  it('refuses a shape that does not hold the values', () => {
    expect(() => tensorFrom('t', [3], new Float32Array(2))).toThrow('shape [3] does not hold 2 values')
  })

  it('makes integer lists', () => {
    expect(integersOf(int64Tensor('axes', [-1, 2]))).toEqual([-1, 2])
  })
})
