import { describe, expect, it } from 'vitest'
import { onnxLayersOf, reformattedLayer } from '../../../src/main/trt/layer-origin.ts'

describe('ONNX nodes of a layer', () => {
  it.each([
    ['x', '[ONNX Layer: a]\u001e[ONNX Layer: b]', ['a', 'b']],
    ['x', '[ONNX Layer: a]\u001f[ONNX Layer: b]\u001e[ONNX Layer: a]', ['a', 'b']],
    ['conv1.weight + QuantizeLinear_7 + Conv_9', '', ['conv1.weight', 'QuantizeLinear_7', 'Conv_9']],
    ['Conv_1 + Relu_2 [profile 1]', '', ['Conv_1', 'Relu_2']],
    ['PWN(PWN(Sigmoid_1), Mul_2)', '', ['Sigmoid_1', 'Mul_2']],
    ['Conv_1 + PWN(Sigmoid_1)', '', ['Conv_1', 'Sigmoid_1']],
    ['{ForeignNode[Unsqueeze_93...Softmax_2088]}', '', ['Unsqueeze_93', 'Softmax_2088']],
    ['Reformatting CopyNode for Input Tensor 0 to Conv_1 + Relu_2', '', []],
    ['__myl_MulSum_myl4_1', '', []],
  ])('%s %s', (name, metadata, expected) => {
    expect(onnxLayersOf(name, metadata)).toEqual(expected)
  })

  it('knows which layer a reformat serves', () => {
    expect(reformattedLayer('Reformatting CopyNode for Output Tensor 0 to MaxPool_12 [profile 2]')).toBe(
      'MaxPool_12',
    )
    expect(reformattedLayer('MaxPool_12')).toBeUndefined()
  })
})
