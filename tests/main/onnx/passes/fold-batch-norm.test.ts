import { describe, expect, it } from 'vitest'
import { foldBatchNorm } from '../../../../src/main/onnx/passes/fold-batch-norm.ts'
import { applyPass } from '../../../../src/main/onnx/passes/pass.ts'
import { floatsOf } from '../../../../src/main/onnx/tensor.ts'
import type { Value } from '../../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { compareRuns } from '../../../support/compare-models.ts'

function normalize(builder: ModelBuilder, x: Value, channels: number, name = 'bn', attributes = {}) {
  const variance = builder.values([channels]).map((value) => Math.abs(value) + 0.1)
  return builder.node(
    'BatchNormalization',
    [
      x,
      builder.weights(`${name}.weight`, [channels]),
      builder.weights(`${name}.bias`, [channels]),
      builder.weights(`${name}.mean`, [channels]),
      builder.floats(`${name}.var`, [channels], [...variance]),
    ],
    { epsilon: { float: 1e-3 }, ...attributes },
  )
}

async function fold(builder: ModelBuilder) {
  let changed = false
  const feeds = { x: { data: builder.values([1, 6, 7, 5]), dims: [1, 6, 7, 5] } }
  const { gap } = await compareRuns(builder.model, feeds, (model) => {
    changed = applyPass(foldBatchNorm, model).changed
  })
  return { gap, changed, operators: builder.graph.nodes.map(({ opType }) => opType) }
}

const image = (builder: ModelBuilder) => builder.input('x', [1, 6, 7, 5])

describe('fold-batch-norm', () => {
  it.each([
    ['Conv', [8, 6, 3, 3], {}, 8],
    ['Conv', [8, 3, 3, 3], { group: 2 }, 8],
    ['Conv', [6, 1, 3, 3], { group: 6 }, 6],
    ['ConvTranspose', [6, 4, 2, 2], { strides: [2, 2] }, 4],
    ['ConvTranspose', [6, 4, 3, 2], { group: 3 }, 12],
    ['ConvTranspose', [6, 1, 2, 2], { group: 6 }, 6],
  ])('folds into %s with weights %j %j', async (opType, dims, attributes, channels) => {
    for (const withBias of [false, true]) {
      const builder = new ModelBuilder()
      const inputs = [image(builder), builder.weights('conv.weight', dims)]
      if (withBias) inputs.push(builder.weights('conv.bias', [channels]))
      builder.output(normalize(builder, builder.node(opType, inputs, attributes), channels))
      const { gap, changed, operators } = await fold(builder)
      expect([changed, operators]).toEqual([true, [opType]])
      expect(gap).toBeLessThan(2e-6)
      expect(builder.graph.nodes[0].inputs.map((value) => value?.name)).toEqual([
        'x',
        'conv.weight',
        'conv.bias',
      ])
      expect(builder.graph.initializers.map(({ name }) => name).sort()).toEqual(['conv.bias', 'conv.weight'])
    }
  })

  it('computes what the formula says', () => {
    const builder = new ModelBuilder()
    const conv = builder.node('Conv', [
      image(builder),
      builder.floats('w', [1, 6, 1, 1], [1, 2, 3, 4, 5, 6]),
      builder.floats('b', [1], [10]),
    ])
    const parameters = [3, 0.5, 4, 3.75].map((value, index) => builder.floats(`p${index}`, [1], [value]))
    builder.output(builder.node('BatchNormalization', [conv, ...parameters], { epsilon: { float: 0.25 } }))
    applyPass(foldBatchNorm, builder.model)
    const values = (name: string) => {
      const tensor = builder.graph.get(name).initializer
      return tensor && [...floatsOf(tensor)]
    }
    // γ/√(σ²+ε) = 3/√4
    expect(values('w')).toEqual([1.5, 3, 4.5, 6, 7.5, 9])
    expect(values('b')).toEqual([(10 - 4) * 1.5 + 0.5])
  })

  it('leaves shared weights to their other readers', async () => {
    const builder = new ModelBuilder()
    const x = image(builder)
    const [w, b] = [builder.weights('conv.weight', [6, 6, 1, 1]), builder.weights('conv.bias', [6])]
    builder.output(normalize(builder, builder.node('Conv', [x, w, b]), 6))
    builder.output(normalize(builder, builder.node('Conv', [x, w, b]), 6, 'other'))
    builder.output(builder.node('Conv', [x, w, b]))
    const { gap, operators } = await fold(builder)
    expect(operators).toEqual(['Conv', 'Conv', 'Conv'])
    expect(gap).toBeLessThan(2e-6)
  })

  it.each<[string, (builder: ModelBuilder) => void]>([
    [
      'in front of a convolution',
      (b) => b.output(b.node('Conv', [normalize(b, image(b), 6), b.weights('w', [6, 6, 1, 1])])),
    ],
    [
      'behind a convolution that is read elsewhere',
      (b) => {
        const conv = b.node('Conv', [image(b), b.weights('w', [6, 6, 1, 1])])
        b.output(b.node('Add', [normalize(b, conv, 6), conv]))
      },
    ],
    [
      'behind a convolution that is a graph output',
      (b) => {
        const conv = b.node('Conv', [image(b), b.weights('w', [6, 6, 1, 1])])
        b.output(conv)
        b.output(normalize(b, conv, 6))
      },
    ],
    [
      'behind computed weights',
      (b) => {
        const w = b.node('Neg', [b.weights('w', [6, 6, 1, 1])])
        b.output(normalize(b, b.node('Conv', [image(b), w]), 6))
      },
    ],
    ['behind an activation', (b) => b.output(normalize(b, b.node('Relu', [image(b)]), 6))],
  ])('stays %s', async (_where, build) => {
    const builder = new ModelBuilder()
    build(builder)
    const { gap, changed, operators } = await fold(builder)
    expect([gap, changed]).toEqual([0, false])
    expect(operators).toContain('BatchNormalization')
  })

  it('stays in training mode', () => {
    const builder = new ModelBuilder({ opset: 15 })
    const conv = builder.node('Conv', [image(builder), builder.weights('w', [6, 6, 1, 1])])
    builder.output(normalize(builder, conv, 6, 'bn', { training_mode: 1 }))
    expect(applyPass(foldBatchNorm, builder.model).changed).toBe(false)
  })

  it('keeps the name of a graph output', async () => {
    const builder = new ModelBuilder()
    const conv = builder.node('Conv', [image(builder), builder.weights('w', [6, 6, 1, 1])])
    const y = normalize(builder, conv, 6)
    builder.graph.rename(y, 'features')
    builder.output(y)
    await fold(builder)
    expect(builder.graph.outputs.map(({ name }) => name)).toEqual(['features'])
  })
})
