import { expect, it } from 'vitest'
import { loadModel } from '../../../../src/main/onnx/decode.ts'
import { layersOf } from '../../../../src/main/onnx/layers.ts'
import { PREPARATION, prepare } from '../../../../src/main/onnx/passes/prepare.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { compareRuns } from '../../../support/compare-models.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'

it('brings an old export with everything in it to one form', async () => {
  const builder = new ModelBuilder({ opset: 9, irVersion: 3 })
  builder.input('model.0.conv.weight', [4, 3, 3, 3])
  const x = builder.input('x', [1, 3, 8, 8])
  const conv = builder.node('Conv', [x, builder.weights('model.0.conv.weight', [4, 3, 3, 3])])
  const four = (name: string) => builder.floats(name, [4], [1, 2, 3, 4])
  const normal = builder.node('BatchNormalization', [conv, four('γ'), four('β'), four('μ'), four('σ')])
  const scaled = builder.node('Mul', [
    normal,
    builder.node('Constant', [], { value: { tensor: constant(builder) } }),
  ])
  const idle = builder.node(
    'Dropout',
    [builder.node('Identity', [builder.node('Clip', [scaled], { min: { float: 0 } })])],
    {},
  )
  builder.output(builder.node('Upsample', [idle, builder.floats('scales', [4], [1, 1, 2, 2])]))
  let passes: string[] = []
  const feeds = { x: { data: builder.values([1, 3, 8, 8]), dims: [1, 3, 8, 8] } }
  const { gap } = await compareRuns(builder.model, feeds, (model) => (passes = prepare(model)))
  expect(gap).toBeLessThan(2e-6)
  expect(passes).toEqual([
    'drop-initializer-inputs',
    'constants-to-initializers',
    'drop-identity',
    'fold-batch-norm',
    'fold-scale-shift',
    'upgrade-opset-13',
  ])
  expect(builder.graph.nodes.map(({ opType }) => opType)).toEqual(['Conv', 'Clip', 'Resize'])
  expect(builder.graph.inputs.map(({ name }) => name)).toEqual(['x'])
  expect(layersOf(builder.graph).map(({ name, bias }) => [name, bias?.name])).toEqual([
    ['model.0.conv', 'model.0.conv.bias'],
  ])
  expect(prepare(builder.model)).toEqual([])
})

function constant(builder: ModelBuilder) {
  const value = builder.floats('half', [], [0.5])
  const tensor = value.initializer
  if (tensor === null) throw new Error('no tensor')
  builder.graph.removeValue(value)
  return tensor
}

it('runs each pass once, under its own name', () => {
  const names = PREPARATION.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

describeWithReference('models', 'real models', () => {
  it.each(['yolov5n', 'yolov7-topology'])(
    '%s computes the same afterwards, to the last bit',
    async (name) => {
      const model = loadModel(reference(`models/${name}.onnx`))
      const before = layersOf(model.graph).map((layer) => layer.name)
      const dims = [1, 3, 640, 640]
      const feeds = { images: { data: new ModelBuilder().values(dims), dims } }
      const { gap } = await compareRuns(model, feeds, (edited) => void prepare(edited))
      expect(gap).toBe(0)
      expect(layersOf(model.graph).map((layer) => layer.name)).toEqual(before)
      expect(model.graph.nodes.some((node) => node.is('Constant'))).toBe(false)
    },
  )
})
