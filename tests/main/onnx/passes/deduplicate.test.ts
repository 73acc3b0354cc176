import { describe, expect, it } from 'vitest'
import { deduplicate } from '../../../../src/main/onnx/passes/deduplicate.ts'
import { applyPass } from '../../../../src/main/onnx/passes/pass.ts'
import { DataType, newTensor } from '../../../../src/main/onnx/proto.ts'
import { tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { compareRuns } from '../../../support/compare-models.ts'

const feeds = { x: { data: Float32Array.of(1, -2, 3, -4), dims: [1, 1, 2, 2] } }

async function merge(builder: ModelBuilder) {
  const { gap } = await compareRuns(builder.model, feeds, (model) => void applyPass(deduplicate, model))
  const { nodes, initializers } = builder.graph
  return { gap, operators: nodes.map(({ opType }) => opType), stored: initializers.map(({ name }) => name) }
}

describe('deduplicate', () => {
  it('merges equal initializers, and then the nodes that became equal', async () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 1, 2, 2])
    const [a, b] = [builder.floats('a', [1], [2]), builder.floats('b', [1], [2])]
    builder.output(builder.node('Add', [builder.node('Mul', [x, a]), builder.node('Mul', [x, b])]))
    expect(await merge(builder)).toEqual({ gap: 0, operators: ['Mul', 'Add'], stored: ['a'] })
    expect(builder.graph.nodes[1].inputs[0]).toBe(builder.graph.nodes[1].inputs[1])
  })

  it('tells values, types and shapes apart', async () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 1, 2, 2])
    const values = [
      builder.floats('a', [1], [2]),
      builder.floats('b', [], [2]),
      builder.floats('c', [1], [3]),
      builder.node('Cast', [builder.initializer(tensorFrom('d', [1], Int32Array.of(1073741824)))], { to: 1 }),
      builder.initializer(newTensor({ name: 'e', dims: [1n], dataType: DataType.FLOAT, floatData: [5] })),
      builder.initializer(newTensor({ name: 'f', dims: [1n], dataType: DataType.FLOAT, floatData: [5] })),
    ]
    for (const value of values) builder.output(builder.node('Mul', [x, value]))
    const { gap, stored } = await merge(builder)
    expect([gap, stored]).toEqual([0, ['a', 'b', 'c', 'd', 'e']])
  })

  it('merges nodes with equal attributes only', async () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 1, 2, 2])
    const parts = [
      builder.node('LeakyRelu', [x], { alpha: { float: 0.1 } }),
      builder.node('LeakyRelu', [x], { alpha: { float: 0.2 } }),
      builder.node('LeakyRelu', [x], { alpha: { float: 0.1 } }),
    ]
    builder.output(builder.node('Sum', parts))
    expect(await merge(builder)).toMatchObject({ gap: 0, operators: ['LeakyRelu', 'LeakyRelu', 'Sum'] })
  })

  it('keeps the layers apart, whose weights are trained separately', async () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 1, 2, 2])
    const conv = (name: string) =>
      builder.node('Conv', [
        x,
        builder.floats(`${name}.weight`, [1, 1, 1, 1], [2]),
        builder.floats(`${name}.bias`, [1], [2]),
      ])
    builder.output(builder.node('Add', [conv('one'), conv('two')]))
    const { gap, stored } = await merge(builder)
    expect([gap, stored]).toEqual([0, ['one.weight', 'one.bias', 'two.weight', 'two.bias']])
  })

  it('keeps graph outputs and what is random', async () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 1, 2, 2])
    builder.output(builder.node('Neg', [x]))
    builder.output(builder.node('Neg', [x]))
    const zero = builder.floats('zero', [], [0])
    const noise = () => builder.node('Mul', [builder.node('RandomNormalLike', [x]), zero])
    builder.output(builder.node('Add', [noise(), noise()]))
    const { gap, operators } = await merge(builder)
    expect(gap).toBe(0)
    expect(operators.filter((opType) => opType === 'RandomNormalLike')).toHaveLength(2)
    expect(operators.filter((opType) => opType === 'Neg')).toHaveLength(2)
  })

  it('reports when there is nothing to do', () => {
    const builder = new ModelBuilder()
    builder.output(builder.node('Neg', [builder.input('x', [1])]))
    expect(applyPass(deduplicate, builder.model).changed).toBe(false)
  })
})
