import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import { layerOf, layersByNode, layersOf } from '../../../src/main/onnx/layers.ts'
import { tensorFrom } from '../../../src/main/onnx/tensor.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

const namesOf = (builder: ModelBuilder) => layersOf(builder.graph).map(({ name }) => name)

function convolution(builder: ModelBuilder, weight: string, node = '') {
  const x = builder.graph.find('x') ?? builder.input('x', [1, 3, 8, 8])
  const w = builder.graph.find(weight) ?? builder.weights(weight, [3, 3, 1, 1])
  return builder.node('Conv', [x, w], {}, { name: node })
}

describe('layersOf', () => {
  it('finds every kind of layer with its weights and bias', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 4])
    const w = builder.weights('fc.weight', [4, 4])
    const b = builder.weights('fc.bias', [4])
    builder.node('Gemm', [x, w, b])
    builder.node('MatMul', [x, builder.weights('proj.weight', [4, 4])])
    builder.node('MatMul', [builder.weights('left.weight', [4, 1]), x])
    builder.node('ConvTranspose', [
      builder.input('image', [1, 3, 8, 8]),
      builder.weights('up.weight', [3, 3, 2, 2]),
    ])
    builder.node('MatMul', [x, x])
    builder.node('Add', [x, b])
    const layers = layersOf(builder.graph)
    expect(layers.map(({ name, node, weightInput }) => [name, node.opType, weightInput])).toEqual([
      ['fc', 'Gemm', 1],
      ['proj', 'MatMul', 1],
      ['left', 'MatMul', 0],
      ['up', 'ConvTranspose', 1],
    ])
    expect([layers[0].weight, layers[0].bias, layers[1].bias]).toEqual([w, b, null])
    expect(layersByNode(builder.graph).get(builder.graph.nodes[0])?.name).toBe('fc')
  })

  it('prefers the weight to the node, and the node where the weight is a number', () => {
    const builder = new ModelBuilder()
    convolution(builder, 'model.0.conv.weight', '/model/model.0/conv/Conv')
    convolution(builder, 'onnx::Conv_321', '/model.1/conv/Conv')
    convolution(builder, 'onnx::Conv_322', 'Conv_41')
    convolution(builder, '323', 'node_conv2d_7')
    expect(namesOf(builder)).toEqual(['model.0.conv', 'model.1.conv', 'Conv_41', 'conv2d_7'])
  })

  it('names layers uniquely', () => {
    const builder = new ModelBuilder()
    convolution(builder, '1', 'Conv_0')
    convolution(builder, '2', 'Conv_0')
    convolution(builder, '3', 'Conv_0_1')
    const unnamed = layersOf(builder.graph).map(({ name }) => name)
    expect(new Set(unnamed).size).toBe(3)
    expect(unnamed[0]).toBe('Conv_0')
  })

  it('tells layers with shared weights apart by their nodes, else by a number', () => {
    const builder = new ModelBuilder()
    convolution(builder, 'head.cls.weight', '/head/cls.0/Conv')
    convolution(builder, 'head.cls.weight', '/head/cls.1/Conv')
    convolution(builder, 'head.reg.weight')
    convolution(builder, 'head.reg.weight')
    expect(namesOf(builder).slice(0, 2)).toEqual(['head.cls.0', 'head.cls.1'])
    expect(new Set(namesOf(builder)).size).toBe(4)
  })

  it('sees through quantizers, stored integers and layout changes', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 3, 8, 8])
    const scale = builder.floats('scale', [], [0.1])
    const zero = builder.initializer(tensorFrom('zero', [], new Int8Array(1)))
    const w = builder.weights('model.3.conv.weight', [3, 3, 1, 1])
    const q = builder.node('QuantizeLinear', [w, scale, zero])
    builder.node('Conv', [x, builder.node('DequantizeLinear', [q, scale, zero])])
    const stored = builder.initializer(
      tensorFrom('model.4.conv.weight_quantized', [3, 3, 1, 1], new Int8Array(9)),
    )
    const bias = builder.initializer(tensorFrom('model.4.conv.bias_quantized', [3], new Int32Array(3)))
    const dequantized = builder.node('DequantizeLinear', [stored, scale, zero])
    builder.node('Conv', [x, dequantized, builder.node('DequantizeLinear', [bias, scale])])
    const layers = layersOf(builder.graph)
    expect(layers.map(({ name }) => name)).toEqual(['model.3.conv', 'model.4.conv'])
    expect(layers.map(({ weight }) => weight)).toEqual([w, stored])
    expect(layers[1].bias).toBe(bias)
  })

  it('goes by the name that a Constant node kept inside', () => {
    const builder = new ModelBuilder()
    const value = tensorFrom('model.5.conv.weight', [3, 3, 1, 1], new Float32Array(9))
    const w = builder.node('Constant', [], { value: { tensor: value } })
    builder.node('Conv', [builder.input('x', [1, 3, 8, 8]), w])
    expect(namesOf(builder)).toEqual(['model.5.conv'])
  })

  it('leaves out what has computed weights', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 3, 3, 3])
    builder.node('Conv', [x, x])
    expect(layerOf(builder.graph.nodes[0])).toBeNull()
  })
})

describeWithReference('models', 'real models', () => {
  it('has the layers of YOLOv5n under the names of their modules', () => {
    const layers = layersOf(loadModel(reference('models/yolov5n.onnx')).graph)
    const expected: unknown = JSON.parse(readFileSync(reference('oracles/yolov5n/amax.json'), 'utf8'))
    expect(layers.map(({ name }) => name).sort()).toEqual(Object.keys(Object(expected)).sort())
    expect(layers.at(-1)).toMatchObject({ name: 'model.24.m.2', block: 'model.24' })
    expect(new Set(layers.map(({ block }) => block)).size).toBe(19)
  })

  it('has the layers that the scale rules of YOLOv7 name', () => {
    const layers = new Set(
      layersOf(loadModel(reference('models/yolov7-topology.onnx')).graph).map(({ name }) => name),
    )
    const text = readFileSync(reference('oracles/scale-rules/yolov7.json'), 'utf8')
    const mentioned = [...text.matchAll(/model\.\d+\.conv/g)].map(([name]) => name)
    expect(mentioned.length).toBeGreaterThan(50)
    expect(mentioned.filter((name) => !layers.has(name))).toEqual([])
  })
})
