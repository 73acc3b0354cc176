import { describe, expect, it } from 'vitest'
import { dropIdentity } from '../../../../src/main/onnx/passes/drop-identity.ts'
import { applyPass } from '../../../../src/main/onnx/passes/pass.ts'
import { DataType } from '../../../../src/main/onnx/proto.ts'
import { tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { compareRuns } from '../../../support/compare-models.ts'

async function drop(build: (builder: ModelBuilder, x: Value) => Value | undefined) {
  const builder = new ModelBuilder()
  const result = build(builder, builder.input('x', [4]))
  if (result !== undefined) builder.output(result)
  const feeds = { x: { data: Float32Array.of(1, -2, 3, -4), dims: [4] } }
  const { gap } = await compareRuns(builder.model, feeds, (model) => void applyPass(dropIdentity, model))
  const { nodes, outputs } = builder.graph
  return { gap, operators: nodes.map(({ opType }) => opType), outputs: outputs.map(({ name }) => name) }
}

describe('drop-identity', () => {
  it.each<[string, (builder: ModelBuilder, x: Value) => Value]>([
    ['Identity', (b, x) => b.node('Relu', [b.node('Identity', [b.node('Neg', [x])])])],
    [
      'a chain of them',
      (b, x) => b.node('Relu', [b.node('Identity', [b.node('Identity', [b.node('Neg', [x])])])]),
    ],
    ['Identity of the input', (b, x) => b.node('Relu', [b.node('Neg', [b.node('Identity', [x])])])],
    ['Dropout', (b, x) => b.node('Relu', [b.node('Dropout', [b.node('Neg', [x])])])],
    [
      'Dropout with a ratio and an unread mask',
      (b, x) =>
        b.node('Relu', [
          b.nodes('Dropout', [b.node('Neg', [x]), b.floats('r', [], [0.3])], {}, { outputs: ['d', 'm'] })[0],
        ]),
    ],
    [
      'Cast to the same type',
      (b, x) => b.node('Relu', [b.node('Cast', [b.node('Neg', [x])], { to: DataType.FLOAT })]),
    ],
  ])('removes %s', async (_what, build) => {
    const { gap, operators } = await drop(build)
    expect([gap, operators]).toEqual([0, ['Neg', 'Relu']])
  })

  it('keeps the name of a graph output', async () => {
    const { gap, operators, outputs } = await drop((b, x) =>
      b.node('Identity', [b.node('Neg', [x])], {}, { outputs: ['y'] }),
    )
    expect([gap, operators, outputs]).toEqual([0, ['Neg'], ['y']])
  })

  it.each<[string, (builder: ModelBuilder, x: Value) => Value | undefined, string[]]>([
    ['that joins input and output', (b, x) => b.node('Identity', [x]), ['Identity']],
    ['that hands a constant out', (b) => b.node('Identity', [b.floats('c', [1], [5])]), ['Identity']],
    [
      'whose input is an output itself',
      (b, x) => {
        const neg = b.node('Neg', [x])
        b.output(neg)
        b.output(b.node('Identity', [neg]))
        b.output(b.node('Identity', [neg]))
        return undefined
      },
      ['Neg', 'Identity', 'Identity'],
    ],
    [
      'Cast to another type',
      (b, x) => b.node('Cast', [b.node('Cast', [x], { to: 6 })], { to: 1 }),
      ['Cast', 'Cast'],
    ],
    [
      'Dropout with a mask that is read',
      (b, x) => {
        const [y, mask] = b.nodes('Dropout', [b.node('Neg', [x])], {}, { outputs: ['d', 'm'] })
        return b.node('Where', [mask, y, x])
      },
      ['Neg', 'Dropout', 'Where'],
    ],
  ])('keeps one %s', async (_what, build, expected) => {
    const { gap, operators } = await drop(build)
    expect([gap, operators]).toEqual([0, expected])
  })

  it('drops only one of two Identities that want to name the same value', async () => {
    const { gap, operators, outputs } = await drop((b, x) => {
      const neg = b.node('Neg', [x])
      b.output(b.node('Identity', [neg], {}, { outputs: ['one'] }))
      b.output(b.node('Identity', [neg], {}, { outputs: ['two'] }))
      return undefined
    })
    expect([gap, operators, outputs]).toEqual([0, ['Neg', 'Identity'], ['one', 'two']])
  })

  it('keeps Dropout in training', () => {
    const builder = new ModelBuilder()
    const training = tensorFrom('t', [], Uint8Array.of(1))
    training.dataType = DataType.BOOL
    const inputs = [builder.input('x', [4]), builder.floats('r', [], [0.5]), builder.initializer(training)]
    builder.output(builder.node('Neg', [builder.node('Dropout', inputs)]))
    expect(applyPass(dropIdentity, builder.model).changed).toBe(false)
  })
})
