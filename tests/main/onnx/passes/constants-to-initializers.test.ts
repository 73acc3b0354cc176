import { expect, it } from 'vitest'
import { constantsToInitializers } from '../../../../src/main/onnx/passes/constants-to-initializers.ts'
import { applyPass } from '../../../../src/main/onnx/passes/pass.ts'
import { AttributeType, newAttribute } from '../../../../src/main/onnx/proto.ts'
import { tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { compareRuns } from '../../../support/compare-models.ts'

it('stores constants under the same names, also those that are graph outputs', async () => {
  const builder = new ModelBuilder()
  const x = builder.input('x', [2])
  const two = builder.node('Constant', [], { value_float: { float: 2 } }, { outputs: ['two'] })
  const list = builder.node(
    'Constant',
    [],
    { value: { tensor: tensorFrom('', [2], Float32Array.of(3, 4)) } },
    { outputs: ['list'] },
  )
  builder.output(builder.node('Add', [builder.node('Mul', [x, two]), list]))
  builder.output(list)
  const feeds = { x: { data: Float32Array.of(1, 2), dims: [2] } }
  const { gap, outputs } = await compareRuns(
    builder.model,
    feeds,
    (model) => void applyPass(constantsToInitializers, model),
  )
  expect(gap).toBe(0)
  expect([outputs['add'].data, outputs['list'].data]).toEqual([
    [5, 8],
    [3, 4],
  ])
  expect(builder.graph.nodes.map(({ opType }) => opType)).toEqual(['Mul', 'Add'])
  expect(builder.graph.initializers.map((value) => [value.name, value.initializer?.name])).toEqual([
    ['two', 'two'],
    ['list', 'list'],
  ])
  expect(applyPass(constantsToInitializers, builder.model).changed).toBe(false)
})

it('leaves sparse constants', () => {
  const builder = new ModelBuilder()
  const sparse = newAttribute({ name: 'sparse_value', type: AttributeType.SPARSE_TENSOR })
  builder.output(builder.node('Constant', [], { sparse_value: sparse }))
  expect(applyPass(constantsToInitializers, builder.model).changed).toBe(false)
})
