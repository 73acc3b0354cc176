import { describe, expect, it } from 'vitest'
import { constantBehind, constantOf } from '../../../src/main/onnx/constants.ts'
import { AttributeType, newAttribute } from '../../../src/main/onnx/proto.ts'
import { dimsOf, floatsOf, int64Tensor } from '../../../src/main/onnx/tensor.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

describe('constantOf', () => {
  const text = new TextEncoder().encode('cat')
  it.each([
    ['value', { tensor: int64Tensor('', [1, 2]) }, [2], [1, 2]],
    ['value_float', { float: 2.5 }, [], [2.5]],
    ['value_floats', { floats: [2.5, 3] }, [2], [2.5, 3]],
    ['value_int', 7, [], [7]],
    ['value_ints', [7, 8], [2], [7, 8]],
  ])('reads the %s of a Constant node', (form, attribute, dims, values) => {
    const tensor = constantOf(new ModelBuilder().node('Constant', [], { [form]: attribute }))
    expect(tensor && [dimsOf(tensor), [...floatsOf(tensor)]]).toEqual([dims, values])
  })

  it('reads text', () => {
    const builder = new ModelBuilder()
    const one = builder.node('Constant', [], { value_string: 'cat' })
    const strings = newAttribute({
      name: 'value_strings',
      type: AttributeType.STRINGS,
      strings: [text, text],
    })
    const several = builder.node('Constant', [], { value_strings: strings })
    expect(constantOf(one)?.stringData).toEqual([text])
    expect([constantOf(several)?.dims, constantOf(several)?.stringData]).toEqual([[2n], [text, text]])
  })

  it('is null for what is computed, left out or sparse', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1])
    const sparse = newAttribute({ name: 'sparse_value', type: AttributeType.SPARSE_TENSOR })
    expect(constantOf(x)).toBeNull()
    expect(constantOf(null)).toBeNull()
    expect(constantOf(builder.node('Relu', [x]))).toBeNull()
    expect(constantOf(builder.node('Constant', [], { sparse_value: sparse }))).toBeNull()
  })
})

describe('constantBehind', () => {
  it('goes back through quantizers, casts and layout changes', () => {
    const builder = new ModelBuilder()
    const weight = builder.weights('w', [4, 2])
    const [scale, zero] = [builder.floats('s', [], [0.1]), builder.initializer(int64Tensor('z', [0]))]
    const quantized = builder.node('QuantizeLinear', [weight, scale, zero])
    const restored = builder.node('DequantizeLinear', [quantized, scale, zero])
    const turned = builder.node('Transpose', [builder.node('Cast', [restored], { to: 10 })])
    expect(constantBehind(builder.node('Identity', [turned]))).toBe(weight)
  })

  it('ends where the input of the model comes in', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [4])
    expect(constantBehind(builder.node('Transpose', [x]))).toBeNull()
    expect(
      constantBehind(builder.node('Add', [builder.weights('w', [4]), builder.weights('v', [4])])),
    ).toBeNull()
    expect(constantBehind(null)).toBeNull()
  })
})
