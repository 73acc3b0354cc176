import { describe, expect, it } from 'vitest'
import { foldScaleShift } from '../../../../src/main/onnx/passes/fold-scale-shift.ts'
import { applyPass } from '../../../../src/main/onnx/passes/pass.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { compareRuns } from '../../../support/compare-models.ts'

async function fold(build: (builder: ModelBuilder, conv: Value) => Value) {
  const builder = new ModelBuilder()
  const x = builder.input('x', [1, 4, 6, 6])
  const conv = builder.node('Conv', [
    x,
    builder.weights('head.weight', [5, 4, 1, 1]),
    builder.weights('head.bias', [5]),
  ])
  builder.output(build(builder, conv))
  let changed = false
  const feeds = { x: { data: builder.values([1, 4, 6, 6]), dims: [1, 4, 6, 6] } }
  const { gap } = await compareRuns(builder.model, feeds, (model) => {
    changed = applyPass(foldScaleShift, model).changed
  })
  return { gap, changed, operators: builder.graph.nodes.map(({ opType }) => opType) }
}

describe('fold-scale-shift', () => {
  it.each<[string, (builder: ModelBuilder, conv: Value) => Value]>([
    ['a factor', (b, conv) => b.node('Mul', [conv, b.floats('s', [], [0.3])])],
    ['a factor a channel', (b, conv) => b.node('Mul', [conv, b.weights('s', [1, 5, 1, 1])])],
    ['a factor in front', (b, conv) => b.node('Mul', [b.weights('s', [5, 1, 1]), conv])],
    ['a divisor', (b, conv) => b.node('Div', [conv, b.floats('s', [1], [3])])],
    ['a summand a channel', (b, conv) => b.node('Add', [conv, b.weights('s', [5, 1, 1])])],
    ['a subtrahend', (b, conv) => b.node('Sub', [conv, b.weights('s', [1, 5, 1, 1])])],
    [
      'one after the other',
      (b, conv) =>
        b.node('Add', [b.node('Mul', [conv, b.weights('m', [1, 5, 1, 1])]), b.floats('a', [1], [2])]),
    ],
  ])('folds %s', async (_what, build) => {
    const { gap, changed, operators } = await fold(build)
    expect([changed, operators]).toEqual([true, ['Conv']])
    expect(gap).toBeLessThan(1e-6)
  })

  it.each<[string, (builder: ModelBuilder, conv: Value) => Value]>([
    ['a factor a column', (b, conv) => b.node('Mul', [conv, b.weights('s', [6])])],
    ['a factor for more axes', (b, conv) => b.node('Mul', [conv, b.weights('s', [2, 1, 1, 1, 1])])],
    ['a computed factor', (b, conv) => b.node('Mul', [conv, b.node('Sigmoid', [conv])])],
    ['a constant minus the convolution', (b, conv) => b.node('Sub', [b.floats('s', [], [1]), conv])],
    ['a constant through the convolution', (b, conv) => b.node('Div', [b.floats('s', [], [1]), conv])],
    [
      'a factor of a convolution that is read elsewhere',
      (b, conv) => b.node('Add', [b.node('Mul', [conv, b.floats('s', [], [2])]), conv]),
    ],
    [
      'a division by zero',
      (b, conv) =>
        b.node('Clip', [
          b.node('Div', [conv, b.floats('s', [], [0])]),
          b.floats('l', [], [-1]),
          b.floats('h', [], [1]),
        ]),
    ],
  ])('leaves %s', async (_what, build) => {
    const { gap, changed } = await fold(build)
    expect([gap, changed]).toEqual([0, false])
  })
})
