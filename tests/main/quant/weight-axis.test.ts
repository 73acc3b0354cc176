import { describe, expect, it } from 'vitest'
import { layersOf } from '../../../src/main/onnx/layers.ts'
import { weightAxis } from '../../../src/main/quant/weight-axis.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

function axisOf(
  opType: string,
  dims: readonly number[],
  attributes: Record<string, number> = {},
  first = false,
) {
  const builder = new ModelBuilder()
  const x = builder.input('x', null)
  const w = builder.weights('layer.weight', dims)
  builder.output(builder.node(opType, first ? [w, x] : [x, w], attributes))
  const [layer] = layersOf(builder.graph)
  return weightAxis(layer, dims.length)
}

describe('weightAxis', () => {
  it('is the axis of output channels', () => {
    expect(axisOf('Conv', [8, 4, 3, 3])).toBe(0)
    expect(axisOf('Conv', [8, 1, 3, 3], { group: 8 })).toBe(0)
    expect(axisOf('ConvTranspose', [4, 8, 2, 2])).toBe(1)
    expect(axisOf('Gemm', [4, 8])).toBe(1)
    expect(axisOf('Gemm', [8, 4], { transB: 1 })).toBe(0)
    expect(axisOf('MatMul', [4, 8])).toBe(1)
    expect(axisOf('MatMul', [2, 4, 8])).toBe(2)
    expect(axisOf('MatMul', [8, 4], {}, true)).toBe(0)
  })

  it('is absent where one scale has to do', () => {
    expect(axisOf('ConvTranspose', [4, 2, 2, 2], { group: 2 })).toBeNull()
    expect(axisOf('MatMul', [4])).toBeNull()
  })
})
