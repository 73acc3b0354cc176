import { describe, expect, it } from 'vitest'
import { attribute, floatOf, intOf, intsOf, tensorOf, textOf } from '../../../src/main/onnx/attributes.ts'
import { AttributeType } from '../../../src/main/onnx/proto.ts'
import { int64Tensor } from '../../../src/main/onnx/tensor.ts'

const tensor = int64Tensor('t', [1])
const attributes = new Map(
  [
    attribute('axis', -1),
    attribute('pads', [1, 2]),
    attribute('alpha', { float: 0.5 }),
    attribute('scales', { floats: [1, 2.5] }),
    attribute('mode', 'nearest'),
    attribute('value', { tensor }),
  ].map((made) => [made.name, made] as const),
)

describe('attributes', () => {
  it('are read as what they were made from', () => {
    expect(intOf(attributes, 'axis', 1)).toBe(-1)
    expect(intsOf(attributes, 'pads')).toEqual([1, 2])
    expect(floatOf(attributes, 'alpha', 0)).toBe(0.5)
    expect(attributes.get('scales')?.floats).toEqual([1, 2.5])
    expect(textOf(attributes, 'mode', 'linear')).toBe('nearest')
    expect(tensorOf(attributes, 'value')).toBe(tensor)
  })

  it('have the type that ONNX has for them', () => {
    const types = [...attributes.values()].map(({ type }) => AttributeType[type])
    expect(types).toEqual(['INT', 'INTS', 'FLOAT', 'FLOATS', 'STRING', 'TENSOR'])
  })

  it('fall back to defaults', () => {
    expect(intOf(attributes, 'none', 7)).toBe(7)
    expect(intsOf(attributes, 'none')).toBeUndefined()
    expect(floatOf(attributes, 'none', 0.1)).toBe(0.1)
    expect(textOf(attributes, 'none', 'linear')).toBe('linear')
    expect(tensorOf(attributes, 'none')).toBeUndefined()
  })
})
