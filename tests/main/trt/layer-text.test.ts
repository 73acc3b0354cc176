import { describe, expect, it } from 'vitest'
import { parseLayerText } from '../../../src/main/trt/layer-text.ts'

const DETAILED = `[07/07/2026-02:11:38] [I] Layer Information:
[07/07/2026-02:11:38] [I] Layers:
Name: a + b, LayerType: CaskConvolution, Inputs: [ { Name: x, Location: Device, Dimensions: [1,1,28,28], Format/Datatype: Channel major FP16 format where channel % 8 == 0 }], Outputs: [ { Name: y, Location: Device, Dimensions: [1,32,28,28], Format/Datatype: Float }, { Name: z, Dimensions: [], Format/Datatype: Int64 }], ParameterType: Convolution, Kernel: [5,5], Weights: {"Type": "Float", "Count": 800}, Bias: {"Type": "Float", "Count": 32}, Activation: RELU, TacticName: sm80, TacticValue: 0x5b, StreamId: 2, Metadata: [ONNX Layer: a]\u001e[ONNX Layer: b]
Name: c, LayerType: shape_call, Inputs: [], Outputs: [], TacticName: , StreamId: 0, Metadata:

Bindings:
x
y
[07/07/2026-02:11:38] [I] Skipped inference phase`

describe('layers as text', () => {
  it('reads detailed layers and bindings', () => {
    const info = parseLayerText(DETAILED)
    expect(info?.bindings).toEqual(['x', 'y'])
    expect(info?.layers).toHaveLength(2)
    expect(info?.layers[0]).toMatchObject({
      name: 'a + b',
      type: 'CaskConvolution',
      inputs: [
        { name: 'x', dimensions: [1, 1, 28, 28], dataType: 'fp16', layout: 'hwc8', location: 'Device' },
      ],
      outputs: [{ name: 'y' }, { name: 'z', dimensions: [], dataType: 'int64', location: undefined }],
      weights: { type: 'Float', count: 800 },
      bias: { type: 'Float', count: 32 },
      activation: 'RELU',
      tacticValue: '0x5b',
      streamId: 2,
      onnxLayers: ['a', 'b'],
    })
    expect(info?.layers[1]).toMatchObject({
      name: 'c',
      type: 'shape_call',
      tacticName: undefined,
      inputs: [],
    })
  })

  it('reads names only', () => {
    const info = parseLayerText(
      '[03/25/2023-07:13:26] [I] Layers:\nConv-1 + ReLU-2\nMaxPool-3\n\nBindings:\nt\n',
    )
    expect(info).toMatchObject({ detailed: false, bindings: ['t'] })
    expect(info?.layers.map(({ name }) => name)).toEqual(['Conv-1 + ReLU-2', 'MaxPool-3'])
  })

  it('finds none in other text', () => {
    expect(parseLayerText('[I] Number of Layers: 3\n')).toBeUndefined()
  })
})
