import { describe, expect, it } from 'vitest'
import { kindOf } from '../../../../src/main/trt/engine/layer-kind.ts'
import { layerPathOf, nodeNameOf } from '../../../../src/main/trt/engine/layer-path.ts'
import { precisionOf } from '../../../../src/main/trt/engine/layer-precision.ts'
import { originOf } from '../../../../src/main/trt/engine/reformat-origin.ts'
import { bytesOf, trafficOf } from '../../../../src/main/trt/engine/tensor-bytes.ts'
import { parseLayerInfo } from '../../../../src/main/trt/layer-info.ts'
import { FP16, FP32, INT8, tensorJson } from '../engine-json.ts'

const layerOf = (json: string | object) => parseLayerInfo(JSON.stringify([json]), 'e.json').layers[0]
const reformat = (name: string, from: string, to: string, more: object = {}) =>
  layerOf({
    Name: name,
    LayerType: 'Reformat',
    Inputs: [tensorJson('a', from)],
    Outputs: [tensorJson('b', to)],
    ...more,
  })

describe('kind of a layer', () => {
  it.each([
    ['CaskConvolution', 'convolution'],
    ['CudaDepthwiseConvolution', 'convolution'],
    ['ConvActPool', 'convolution'],
    ['CaskDeconvolutionV2', 'convolution'],
    ['TiledPooling', 'pooling'],
    ['PointWiseV2', 'pointwise'],
    ['kgen', 'pointwise'],
    ['gemm', 'matmul'],
    ['NoOp', 'no-op'],
    ['Shuffle', 'movement'],
    ['CudaSoftMax', 'other'],
    ['PluginV2DynamicExt', 'plugin'],
  ])('%s is %s', (type, kind) => {
    expect(kindOf(layerOf({ Name: 'x', LayerType: type }))).toBe(kind)
  })

  it.each([
    ['Reformatting CopyNode for Input Tensor 0 to Conv-1', 'reformat'],
    ['Conv-1 + ReLU-2', 'convolution'],
    ['/model.0/conv/Conv + PWN(PWN(/model.0/act/Sigmoid), /model.0/act/Mul)', 'convolution'],
    ['PWN(Sigmoid_1)', 'pointwise'],
    ['MaxPool-3', 'pooling'],
    ['Softmax-14 + ArgMax-15', 'other'],
  ])('of the name %s alone is %s', (name, kind) => {
    expect(kindOf(layerOf(name))).toBe(kind)
  })
})

describe('path of a layer', () => {
  it.each([
    ['layer1.0.conv1.weight + QuantizeLinear_20 + Conv_22', 'layer1.0.conv1'],
    ['model.0.conv.weight + model.0.conv.weight_QuantizeLinear + /model.0/conv/Conv', 'model.0.conv'],
    ['/model.24/m.0/Conv', 'model.24.m.0'],
    [
      'resnet50/conv2_block1_1_conv/Conv2D + resnet50/conv2_block1_1_relu/Relu',
      'resnet50.conv2_block1_1_conv',
    ],
    ['Conv_3 + Relu_4', null],
    ['Reformatting CopyNode for Input Tensor 0 to layer1.weight + Conv_1', null],
    ['MaxPool_12', null],
  ])('%s: %s', (name, path) => {
    expect(layerPathOf(layerOf(name))).toBe(path)
  })

  it('is read from the initializer in the name where metadata lists the nodes', () => {
    const layer = {
      Name: 'a.b.weight + Conv_1',
      LayerType: 'CaskConvolution',
      Metadata: '[ONNX Layer: Conv_1]',
    }
    expect(layerPathOf(layerOf(layer))).toBe('a.b')
  })

  it('numbers of copies are no part of a node', () => {
    expect(nodeNameOf('QuantizeLinear_15_clone_1')).toBe('QuantizeLinear_15')
    expect(nodeNameOf('x_QuantizeLinear_clone_0_clone_2')).toBe('x_QuantizeLinear')
  })
})

describe('what a reformat does', () => {
  it.each([
    ['QuantizeLinear_1', FP16, INT8, { Origin: 'QDQ' }, 'QDQ', 'quantize', 'fp16 → int8'],
    ['x_DequantizeLinear', INT8, FP32, {}, 'QDQ', 'dequantize', 'int8 → fp32'],
    ['x_QuantizeLinear', INT8, INT8, {}, 'QDQ', 'requantize', 'int8 → int8'],
    ['Reformatting CopyNode for Output Tensor 0 to P', FP32, FP16, {}, 'REFORMAT', 'type', 'fp32 → fp16'],
    [
      'Reformatting CopyNode for Input Tensor 0 to P',
      INT8,
      INT8,
      {},
      'REFORMAT',
      'layout',
      'int8 chw32 → int8 chw32',
    ],
    ['__myl_Move', INT8, INT8, {}, 'unknown', 'layout', 'int8 chw32 → int8 chw32'],
  ])('%s', (name, from, to, more, origin, role, conversion) => {
    expect(originOf(reformat(name, from, to, more))).toEqual({ origin, role, conversion })
  })
})

describe('precision and bytes', () => {
  it('weights tell before what arrives, what arrives before what leaves', () => {
    const tensors = { Inputs: [tensorJson('a', FP32)], Outputs: [tensorJson('b', FP16)] }
    expect(precisionOf(layerOf({ Name: 'c', Weights: { Type: 'Int8', Count: 1 }, ...tensors }))).toBe('int8')
    expect(precisionOf(layerOf({ Name: 'c', ...tensors }))).toBe('fp32')
    expect(precisionOf(layerOf({ Name: 'c', Outputs: tensors.Outputs }))).toBe('fp16')
    expect(precisionOf(layerOf('c'))).toBe('unknown')
  })

  it('a dynamic axis counts once, a copy found unnecessary nothing', () => {
    expect(bytesOf({ dimensions: [-1, 3, 4], dataType: 'fp16' })).toBe(24)
    const moves = { Inputs: [tensorJson('a', FP32, [2])], Outputs: [tensorJson('b', INT8, [2])] }
    expect(trafficOf(layerOf({ Name: 'x', LayerType: 'Reformat', ...moves }))).toEqual({
      input: 8,
      output: 2,
      weights: 0,
    })
    expect(trafficOf(layerOf({ Name: 'x', LayerType: 'NoOp', ...moves }))).toEqual({
      input: 0,
      output: 0,
      weights: 0,
    })
  })
})
