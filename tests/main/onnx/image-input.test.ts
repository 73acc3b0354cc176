import { describe, expect, it } from 'vitest'
import { imageInput } from '../../../src/main/onnx/image-input.ts'
import { DataType, newTensor, newValueInfo, type Dim } from '../../../src/main/onnx/proto.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

function taking(dims: readonly Dim[] | null, type: DataType = DataType.FLOAT) {
  const builder = new ModelBuilder()
  builder.input('images', dims, type)
  return builder
}

describe('imageInput', () => {
  it.each([
    [[1, 3, 640, 480], { layout: 'NCHW', batch: 1, channels: 3, height: 640, width: 480 }],
    [
      ['batch', 3, 'height', 'width'],
      { layout: 'NCHW', batch: null, channels: 3, height: null, width: null },
    ],
    [[null, 1, 64, 64], { layout: 'NCHW', batch: null, channels: 1, height: 64, width: 64 }],
    [[1, 640, 480, 3], { layout: 'NHWC', batch: 1, channels: 3, height: 640, width: 480 }],
    [['b', 'h', 'w', 3], { layout: 'NHWC', batch: null, channels: 3, height: null, width: null }],
    [[-1, 3, -1, 0], { layout: 'NCHW', batch: null, channels: 3, height: null, width: null }],
    [[1, 3, 3, 3], { layout: 'NCHW', batch: 1, channels: 3, height: 3, width: 3 }],
  ])('reads %j', (dims, expected) => {
    expect(imageInput(taking(dims).model)).toEqual({ name: 'images', type: 'float32', ...expected })
  })

  it.each([
    [DataType.FLOAT, 'float32'],
    [DataType.FLOAT16, 'float16'],
    [DataType.UINT8, 'uint8'],
  ])('reads element type %i as %s', (type, expected) => {
    expect(imageInput(taking([1, 3, 8, 8], type).model).type).toBe(expected)
  })

  it('takes the channels from the first convolution where the axis is open', () => {
    const builder = taking(['n', 'c', 'h', 'w'])
    builder.node('Conv', [builder.graph.get('images'), builder.weights('w', [8, 3, 3, 3])])
    expect(imageInput(builder.model)).toMatchObject({ layout: 'NCHW', channels: 3 })
  })

  it('passes over initializers that are listed as inputs', () => {
    const builder = taking([1, 3, 8, 8])
    builder.graph.addInput(newValueInfo('w', DataType.FLOAT, [1]))
    builder.floats('w', [1], [1])
    expect(imageInput(builder.model).name).toBe('images')
  })

  it.each([
    [
      'two inputs',
      ['a', [1, 3, 8, 8]],
      'exactly one image input, got images (FLOAT, [1, 3, 8, 8]), a (FLOAT, [1, 3, 8, 8])',
    ],
  ] as const)('refuses %s', (_what, [name, dims], message) => {
    const builder = taking([1, 3, 8, 8])
    builder.input(name, dims)
    expect(() => imageInput(builder.model)).toThrow(message)
  })

  it.each([
    [taking([1, 3, 8]), 'four axes, got images (FLOAT, [1, 3, 8])'],
    [taking([1, 4, 8, 8]), '3 or 1 channels, got images (FLOAT, [1, 4, 8, 8])'],
    [taking(['n', 'c', 'h', 'w']), '3 or 1 channels, got images (FLOAT, [n, c, h, w])'],
    [taking([1, 3, 8, 8], DataType.INT64), 'float32, float16 or uint8, got images (INT64, [1, 3, 8, 8])'],
    [taking(null), 'four axes, got images (FLOAT, no shape)'],
    [new ModelBuilder(), 'exactly one image input, got no input'],
  ])('says what it found instead: %#', ({ model }, message) => {
    expect(() => imageInput(model)).toThrow(expect.objectContaining({ code: 'MODEL_INPUT' }))
    expect(() => imageInput(model)).toThrow(message)
  })

  it('refuses an input whose declaration is no tensor', () => {
    const builder = new ModelBuilder()
    const info = newValueInfo('sequence', DataType.FLOAT, null)
    info.type = undefined
    builder.graph.addInput(info)
    builder.initializer(newTensor({ name: 'unrelated' }))
    expect(() => imageInput(builder.model)).toThrow('got sequence (UNDEFINED, no shape)')
  })
})
