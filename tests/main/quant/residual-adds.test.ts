import { describe, expect, it } from 'vitest'
import type { Dim } from '../../../src/main/onnx/proto.ts'
import { DataType, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { layersOf } from '../../../src/main/onnx/layers.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { findResidualAdds } from '../../../src/main/quant/residual-adds.ts'
import { DetectorBuilder } from './detector-builder.ts'

function residualsOf({ graph }: DetectorBuilder, layers = layersOf(graph)) {
  return findResidualAdds(graph, layers).map(({ node, skip, branch }) => [node.name, skip, branch.name])
}

function declare(value: Value, dims: readonly Dim[]): void {
  value.info = newValueInfo(value.name, DataType.FLOAT, dims)
}

describe('findResidualAdds', () => {
  it('finds the identity skip on either side', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    const a = builder.bottleneck('m.0', x)
    const branch = builder.conv('m.1.cv', a, 4)
    builder.output(builder.named('m.1.Add', 'Add', [branch, a]))
    expect(residualsOf(builder)).toEqual([
      ['m.0.Add', 0, 'm.0.cv2'],
      ['m.1.Add', 1, 'm.1.cv'],
    ])
  })

  it('finds the projected skip, the shorter side', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    const long = builder.conv('b.2', builder.conv('b.1', x, 4), 8, { act: false })
    const short = builder.conv('downsample', x, 8, { act: false })
    builder.output(builder.named('one', 'Add', [short, long]))
    builder.output(builder.named('two', 'Add', [long, short]))
    expect(residualsOf(builder)).toEqual([
      ['one', 0, 'b.2'],
      ['two', 1, 'b.2'],
    ])
  })

  it('calls the second of two projections of one tensor the skip', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    const sides = [3, 1].map((kernel) => builder.conv(`rbr.${kernel}`, x, 4, { kernel, act: false }))
    builder.output(builder.named('join', 'Add', sides))
    expect(residualsOf(builder)).toEqual([['join', 1, 'rbr.3']])
  })

  it('passes over biases, pyramid joins, unlike shapes and a branch that stays float', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    builder.output(builder.named('bias', 'Add', [x, builder.floats('b', [1], [1])]))
    const deep = builder.conv('deep', x, 4)
    const lateral = builder.conv('lateral', x, 4)
    builder.output(builder.named('pyramid', 'Add', [builder.upsample('up', deep), lateral]))
    const wide = builder.conv('wide', x, 4)
    declare(x, [1, 4, 1, 1])
    declare(wide, ['N', 4, 16, 16])
    builder.output(builder.named('broadcast', 'Add', [x, wide]))
    builder.output(builder.named('join', 'Add', [deep, builder.conv('float', deep, 4)]))
    const quantized = layersOf(builder.graph).filter(({ name }) => name !== 'float')
    expect(residualsOf(builder, quantized)).toEqual([])
    expect(residualsOf(builder)).toEqual([['join', 0, 'float']])
  })

  it('takes symbolic dimensions of different names as equal', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    const branch = builder.conv('branch', x, 4)
    declare(x, ['batch', 4, 16, 16])
    declare(branch, ['n', 4, 16, 16])
    builder.output(builder.named('join', 'Add', [x, branch]))
    expect(residualsOf(builder)).toHaveLength(1)
  })
})
