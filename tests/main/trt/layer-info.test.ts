import { describe, expect, it } from 'vitest'
import { layersOfProfile, parseLayerInfo } from '../../../src/main/trt/layer-info.ts'

const CONV = {
  Name: 'conv1.weight + QuantizeLinear_7 + Conv_9',
  LayerType: 'CaskConvolution',
  Inputs: [
    { Name: 'x', Location: 'Device', Dimensions: [1, 3, 8, 8], 'Format/Datatype': 'Row major Int8 format' },
  ],
  Outputs: [{ Name: 'y', Dimensions: [-1, 4], 'Format/Datatype': 'Half' }],
  ParameterType: 'Convolution',
  Weights: { Type: 'Int8', Count: 108 },
  Bias: { Type: 'Float', Count: 4 },
  Activation: 'RELU',
  TacticName: 'sm80_xmma',
  TacticValue: '0x1',
  Origin: 'QDQ',
  StreamId: 0,
  Metadata: '[ONNX Layer: Conv_9]\u001e[ONNX Layer: Relu_10]',
  SomethingNew: { deep: [1] },
}

function parse(value: unknown) {
  return parseLayerInfo(JSON.stringify(value), 'e.json')
}

describe('layer information', () => {
  it('reads a detailed layer', () => {
    const { layers, bindings, detailed } = parse({ Layers: [CONV], Bindings: ['x', 'y'], New: 1 })
    expect({ bindings, detailed }).toEqual({ bindings: ['x', 'y'], detailed: true })
    expect(layers[0]).toMatchObject({
      name: CONV.Name,
      profile: 0,
      type: 'CaskConvolution',
      parameterType: 'Convolution',
      inputs: [
        { name: 'x', location: 'Device', dimensions: [1, 3, 8, 8], dataType: 'int8', layout: 'linear' },
      ],
      outputs: [{ name: 'y', location: undefined, dimensions: [-1, 4], dataType: 'fp16', format: 'Half' }],
      weights: { type: 'Int8', count: 108 },
      bias: { type: 'Float', count: 4 },
      activation: 'RELU',
      tacticName: 'sm80_xmma',
      tacticValue: '0x1',
      origin: 'QDQ',
      streamId: 0,
      onnxLayers: ['Conv_9', 'Relu_10'],
    })
    expect(layers[0].fields['SomethingNew']).toEqual({ deep: [1] })
  })

  it('reads names only', () => {
    const { layers, detailed } = parse({ Layers: ['Conv_1 + Relu_2', 'MaxPool_3'], Bindings: [] })
    expect(detailed).toBe(false)
    expect(layers.map(({ name, onnxLayers }) => [name, onnxLayers])).toEqual([
      ['Conv_1 + Relu_2', ['Conv_1', 'Relu_2']],
      ['MaxPool_3', ['MaxPool_3']],
    ])
  })

  it('reads a bare list, layers without bindings, and layers with a name alone', () => {
    expect(parse([CONV, 'a']).layers).toHaveLength(2)
    expect(parse({ Layers: [CONV] }).bindings).toEqual([])
    expect(parse([{ Name: 'signal', LayerType: 'signal' }]).layers[0]).toMatchObject({
      inputs: [],
      outputs: [],
    })
  })

  it('keeps layers of one name apart', () => {
    expect(parse([CONV, CONV]).layers).toHaveLength(2)
  })

  it('tells profiles apart, by suffix, by tensors and by neighbours', () => {
    const compiled = { Name: '__mye_0', LayerType: 'shape_call', Inputs: [], Outputs: [], TacticName: '' }
    const named = { ...CONV, Name: 'Conv_9 [profile 1]' }
    const byTensor = { ...CONV, Name: 'gemm', Inputs: [{ Name: 'x [profile 2]', Dimensions: [1] }] }
    const info = parse([CONV, compiled, named, compiled, byTensor])
    expect(info.layers.map(({ profile }) => profile)).toEqual([0, 0, 1, 1, 2])
    expect(layersOfProfile(info, 1).map(({ name }) => name)).toEqual(['Conv_9 [profile 1]', '__mye_0'])
    expect(info.layers[1].tacticName).toBeUndefined()
  })

  it.each([
    [{ Layers: [CONV, { ...CONV, Name: 5 }] }, 'Layers[1].Name'],
    [
      { Layers: [{ ...CONV, Inputs: [{ Name: 'x', Dimensions: ['1'] }] }] },
      'Layers[0].Inputs[0].Dimensions[0]',
    ],
    [[CONV, 7], '[1]'],
    [{ Bindings: [] }, 'Layers'],
    ['text', 'the whole file'],
  ])('says where %o is wrong', (value, place) => {
    expect(() => parse(value)).toThrow(
      `e.json: expected the layer information of an engine, got something else in ${place}: `,
    )
  })
})
