import { describe, expect, it } from 'vitest'
import { tensorFrom } from '../../../src/main/onnx/tensor.ts'
import { readQuantizers } from '../../../src/main/quant/read-quantizers.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

describe('readQuantizers', () => {
  it('reads pairs on activations and float weights, per tensor and per channel', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 2, 1, 1])
    const scale = builder.floats('s', [], [0.5])
    const zero = builder.initializer(tensorFrom('z', [], new Int8Array(1)))
    const scales = builder.floats('ws', [3], [0.25, 0.5, 1])
    const zeros = builder.initializer(tensorFrom('wz', [3], new Int8Array(3)))
    const w = builder.weights('conv.weight', [3, 2, 1, 1])
    const dx = builder.node('DequantizeLinear', [
      builder.node('QuantizeLinear', [x, scale, zero]),
      scale,
      zero,
    ])
    const qw = builder.node('QuantizeLinear', [w, scales, zeros], { axis: 0 })
    const dw = builder.node('DequantizeLinear', [qw, scales, zeros], { axis: 0 })
    builder.output(builder.node('Conv', [dx, dw]))
    builder.output(builder.node('Relu', [dx], {}, { name: '/act/Relu' }))
    expect(readQuantizers(builder.graph)).toEqual([
      {
        tensor: 'x',
        kind: 'activation',
        layers: ['conv', 'act.Relu'],
        scales: [0.5],
        axis: null,
        amax: [63.5],
        type: 'INT8',
        symmetric: true,
      },
      {
        tensor: 'conv.weight',
        kind: 'weight',
        layers: ['conv'],
        scales: [0.25, 0.5, 1],
        axis: 0,
        amax: [31.75, 63.5, 127],
        type: 'INT8',
        symmetric: true,
      },
    ])
  })

  it('reads stored integers, asymmetric ones and INT32 biases of other tools', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 2])
    const scale = builder.floats('s', [], [0.5])
    const zero = builder.initializer(tensorFrom('z', [], Uint8Array.of(100)))
    const dx = builder.node('DequantizeLinear', [
      builder.node('QuantizeLinear', [x, scale, zero]),
      scale,
      zero,
    ])
    const stored = builder.initializer(
      tensorFrom('fc.weight_quantized', [3, 2], Int8Array.of(1, 2, 3, 4, 5, 6)),
    )
    const dw = builder.node('DequantizeLinear', [stored, scale])
    const turned = builder.node('Transpose', [dw], { perm: [1, 0] })
    const bias = builder.initializer(tensorFrom('fc.bias_quantized', [3], Int32Array.of(1, 2, 3)))
    const db = builder.node('DequantizeLinear', [bias, scale])
    builder.output(builder.node('Gemm', [dx, turned, db], {}, { name: '/fc/Gemm' }))
    expect(
      readQuantizers(builder.graph).map(({ tensor, kind, layers, type, symmetric, amax: [amax] }) => {
        return [tensor, kind, layers.length, type, symmetric, amax]
      }),
    ).toEqual([
      ['x', 'activation', 1, 'UINT8', false, 77.5],
      ['fc.weight_quantized', 'weight', 1, 'INT8', true, 63.5],
      ['fc.bias_quantized', 'bias', 1, 'INT32', true, (2 ** 31 - 1) / 2],
    ])
  })

  it('takes a missing zero point for UINT8 and counts several DQ of one Q once', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1])
    const scale = builder.floats('s', [], [2])
    const q = builder.node('QuantizeLinear', [x, scale])
    for (const name of ['a', 'b']) {
      builder.output(builder.node('Relu', [builder.node('DequantizeLinear', [q, scale])], {}, { name }))
    }
    expect(readQuantizers(builder.graph)).toMatchObject([{ layers: ['a', 'b'], type: 'UINT8', amax: [510] }])
  })

  it('leaves out what is dequantized from a computed tensor or with a computed scale', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1])
    const scale = builder.node('Abs', [builder.input('s', [])])
    const q = builder.node('QuantizeLinear', [x, scale])
    builder.output(builder.node('DequantizeLinear', [q, scale]))
    builder.output(
      builder.node('DequantizeLinear', [
        builder.node('Cast', [x], { to: 3 }),
        builder.floats('one', [], [1]),
      ]),
    )
    expect(readQuantizers(builder.graph)).toEqual([])
  })
})
