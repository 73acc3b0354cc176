import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import { DataType, newTensor } from '../../../src/main/onnx/proto.ts'
import { observedTensors } from '../../../src/main/quant/observed-tensors.ts'
import { placeQuantizers } from '../../../src/main/quant/placement.ts'
import type { Placement } from '../../../src/main/quant/points.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { DetectorBuilder } from './detector-builder.ts'

function place({ graph }: DetectorBuilder, given: unknown = {}): Placement {
  return placeQuantizers(graph, recipeFrom(given))
}

/** Activation points as `tensor → readers`. */
function activations({ activations }: Placement): [string, string[]][] {
  return activations.map(({ tensor, readers }) => [
    tensor.name,
    readers.map(({ name, input }) => `${name}:${input}`),
  ])
}

function weights({ weights }: Placement): [string, number | null, string[]][] {
  return weights.map(({ tensor, axis, readers }) => [tensor.name, axis, readers.map(({ name }) => name)])
}

/** A stem, a bottleneck with a shortcut and a prediction convolution. */
function residualModel(): DetectorBuilder {
  const builder = new DetectorBuilder()
  const block = builder.bottleneck('model.1.m.0', builder.conv('model.0.conv', builder.image(), 4))
  builder.output(builder.conv('model.2.m.0', builder.conv('model.1.cv3', block, 4), 5, { act: false }))
  return builder
}

const STEM = 'model.0.conv.act.Mul_output'
const BRANCH = 'model.1.m.0.cv2.act.Mul_output'
const SUM = 'model.1.m.0.Add_output'

describe('placeQuantizers', () => {
  it('quantizes input and weights of every layer but the last, and nothing of SiLU', () => {
    const placement = place(residualModel(), { add: 'none' })
    expect(activations(placement)).toEqual([
      ['images', ['model.0.conv:0']],
      [STEM, ['model.1.m.0.cv1:0']],
      ['model.1.m.0.cv1.act.Mul_output', ['model.1.m.0.cv2:0']],
      [SUM, ['model.1.cv3:0']],
    ])
    expect(weights(placement)).toEqual(
      ['model.0.conv', 'model.1.m.0.cv1', 'model.1.m.0.cv2', 'model.1.cv3'].map((name) => [
        `${name}.weight`,
        0,
        [name],
      ]),
    )
    expect(placement.excluded).toEqual([
      { layer: 'model.2.m.0', reason: 'detect head: a final prediction layer' },
    ])
    expect(placement.notes).toEqual([])
  })

  it('lets the addition read the skip input quantized with `residual`, both inputs with `both`', () => {
    const skipped = activations(place(residualModel(), { add: 'residual' }))
    expect(skipped[1]).toEqual([STEM, ['model.1.m.0.cv1:0', 'model.1.m.0.Add:0']])
    expect(skipped.map(([tensor]) => tensor)).not.toContain(BRANCH)
    const both = place(residualModel(), { add: 'both' })
    expect(activations(both)).toContainEqual([BRANCH, ['model.1.m.0.Add:1']])
    expect(both.adds.map(({ tensors }) => tensors.map(({ name }) => name))).toEqual([[STEM, BRANCH]])
  })

  it('leaves the addition float where its branch or itself is excluded', () => {
    for (const exclude of ['model\\.1\\.m\\.0\\.cv2', 'model\\.1\\.m\\.0\\.Add']) {
      expect(activations(place(residualModel(), { exclude: [exclude] }))).toContainEqual([
        STEM,
        ['model.1.m.0.cv1:0'],
      ])
    }
  })

  it('follows include and exclude, gives each reason, and reports idle patterns', () => {
    const placement = place(residualModel(), {
      include: ['model\\.1'],
      exclude: ['model\\.1\\.cv3', 'modle'],
    })
    expect(placement.layers.map(({ name }) => name)).toEqual(['model.1.m.0.cv1', 'model.1.m.0.cv2'])
    expect(placement.excluded).toEqual([
      { layer: 'model.0.conv', reason: 'not among the included layers' },
      { layer: 'model.1.cv3', reason: 'excluded by model\\.1\\.cv3' },
      { layer: 'model.2.m.0', reason: 'not among the included layers' },
    ])
    expect(placement.notes).toEqual(['the pattern modle matches no layer'])
  })

  it('quantizes the head when told to, and with `auto` when the recipe selects nothing else', () => {
    const names = (given: unknown) => place(residualModel(), given).layers.map(({ name }) => name)
    expect(names({ headFloat: 'off' })).toContain('model.2.m.0')
    expect(names({ headFloat: 'auto', include: ['model\\.2'] })).toEqual(['model.2.m.0'])
    expect(place(residualModel(), { include: ['model\\.2'] }).notes).toHaveLength(1)
    expect(names({ headFloat: 'on', include: ['model\\.2'] })).toEqual([])
  })

  it('never quantizes the decode tail', () => {
    const builder = new DetectorBuilder()
    const raw = builder.conv('head', builder.conv('stem', builder.image(), 4), 4, { act: false })
    const pooled = builder.node('GlobalAveragePool', [builder.node('Softmax', [raw], { axis: 1 })])
    const project = builder.floats('dfl.weight', [1, 4, 1, 1], [0, 1, 2, 3])
    builder.output(builder.node('Conv', [builder.node('Softmax', [pooled], { axis: 1 }), project]))
    const placement = place(builder, { headFloat: 'off' })
    expect(placement.layers.map(({ name }) => name)).toEqual(['stem', 'head'])
    expect(placement.activations).toHaveLength(2)
    expect(placement.excluded).toEqual([
      { layer: 'dfl', reason: 'box decoding: fixed arithmetic, no trained layer' },
    ])
  })

  it('gives a tensor with several readers one quantizer, and the float readers none', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    const sides = ['a', 'b'].map((name) => builder.conv(name, x, 4))
    const gated = builder.feature(builder.named('gate', 'Mul', [builder.node('Sigmoid', [x]), x]), 4)
    builder.output(builder.conv('head', builder.concat('join', [...sides, gated]), 4, { act: false }))
    const placement = place(builder)
    expect(activations(placement)).toEqual([
      ['images', ['stem:0']],
      ['stem.act.Mul_output', ['a:0', 'b:0']],
    ])
  })

  it('quantizes inputs of average pools, not of maximum pools, and only where the recipe names them', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    const pooled = builder.feature(
      builder.named('pool.avg.AveragePool', 'AveragePool', [builder.maxPool('max', x)], {
        kernel_shape: [2, 2],
      }),
      4,
    )
    const all = builder.feature(builder.named('gap', 'GlobalAveragePool', [pooled]), 4)
    builder.output(builder.conv('head', builder.conv('mid', all, 4), 4, { act: false }))
    expect(activations(place(builder))).toEqual([
      ['images', ['stem:0']],
      ['max.MaxPool_output', ['pool.avg.AveragePool:0']],
      ['pool.avg.AveragePool_output', ['gap:0']],
      ['gap_output', ['mid:0']],
    ])
    expect(activations(place(builder, { operators: ['Conv'] })).map(([tensor]) => tensor)).toEqual([
      'images',
      'gap_output',
    ])
  })

  it('quantizes inputs of a Concat on request, where its result is read quantized', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    const joined = builder.concat('join', [
      builder.upsample('up', builder.conv('a', x, 4)),
      builder.conv('b', x, 4),
    ])
    const mid = builder.conv('mid', joined, 4)
    builder.output(
      builder.concat('heads', [
        builder.conv('h1', mid, 4, { act: false }),
        builder.conv('h2', mid, 4, { act: false }),
      ]),
    )
    expect(activations(place(builder, { concatInputs: true }))).toEqual([
      ['images', ['stem:0']],
      ['stem.act.Mul_output', ['a:0', 'b:0']],
      ['up.Resize_output', ['join.Concat:0']],
      ['b.act.Mul_output', ['join.Concat:1']],
      ['join.Concat_output', ['mid:0']],
    ])
  })

  it('names products of two activations, computed weights and half-precision weights as left out', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    const attention = builder.named('attention.MatMul', 'MatMul', [x, builder.node('Softmax', [x])])
    const dynamic = builder.named('dynamic.Conv', 'Conv', [x, attention])
    const half = newTensor({
      name: 'half.weight',
      dims: [4n, 4n],
      dataType: DataType.FLOAT16,
      rawData: new Uint8Array(32),
    })
    const product = builder.node('MatMul', [dynamic, builder.initializer(half)])
    const scaled = builder.node('Mul', [
      builder.weights('raw.weight', [4, 4]),
      builder.floats('two', [1], [2]),
    ])
    builder.output(
      builder.node('MatMul', [
        builder.named('scaled.MatMul', 'MatMul', [product, scaled]),
        builder.weights('out.weight', [4, 4]),
      ]),
    )
    const { excluded } = place(builder)
    expect(excluded).toContainEqual({
      layer: 'attention.MatMul',
      reason: 'weights are computed, not constant',
    })
    expect(excluded).toContainEqual({ layer: 'dynamic.Conv', reason: 'weights are computed, not constant' })
    expect(excluded).toContainEqual({ layer: 'scaled.MatMul', reason: 'weights are computed, not constant' })
    expect(excluded).toContainEqual({ layer: 'half', reason: 'weights are FLOAT16, expected FLOAT' })
  })

  it('leaves weights that pass through other nodes alone, and says so', () => {
    const builder = new DetectorBuilder()
    const x = builder.input('x', [1, 4])
    const turned = builder.node('Transpose', [builder.weights('fc.weight', [8, 4])], { perm: [1, 0] })
    const y = builder.node('MatMul', [x, turned])
    builder.output(builder.node('MatMul', [y, builder.weights('out.weight', [8, 2])]))
    expect(place(builder).excluded[0]).toEqual({
      layer: 'fc',
      reason: 'weights are computed from a constant by other nodes',
    })
  })

  it('quantizes shared weights once for all layers that use them', () => {
    const builder = new DetectorBuilder()
    const x = builder.conv('stem', builder.image(), 4)
    const shared = builder.weights('shared.weight', [4, 4, 1, 1])
    const levels = [x, builder.maxPool('down', x)].map((level, index) =>
      builder.feature(builder.named(`/heads.${index}/Conv`, 'Conv', [level, shared]), 4),
    )
    builder.output(builder.conv('head', builder.concat('join', levels), 4, { act: false }))
    expect(weights(place(builder))[1]).toEqual(['shared.weight', 0, ['heads.0', 'heads.1']])
    expect(weights(place(builder, { exclude: ['heads\\.1'] }))[1]).toEqual(['shared.weight', 0, ['heads.0']])
  })

  it('covers Gemm, MatMul with the constant on either side and transposed convolutions', () => {
    const builder = new DetectorBuilder()
    const x = builder.input('x', [4, 4])
    const a = builder.named('a', 'Gemm', [x, builder.weights('a.weight', [4, 4])], { transB: 1 })
    const b = builder.named('b', 'MatMul', [builder.weights('b.weight', [4, 4]), a])
    const image = builder.node('Reshape', [b, builder.ints('shape', [1, 4, 2, 2])])
    const up = builder.node('ConvTranspose', [image, builder.weights('up.weight', [4, 2, 2, 2])], {
      strides: [2, 2],
    })
    builder.output(builder.node('Conv', [up, builder.weights('head.weight', [1, 2, 1, 1])]))
    const placement = place(builder)
    expect(activations(placement).map(([, [reader]]) => reader)).toEqual(['a:0', 'b:1', 'up:0'])
    expect(weights(placement)).toEqual([
      ['a.weight', 0, ['a']],
      ['b.weight', 0, ['b']],
      ['up.weight', 1, ['up']],
    ])
  })
})

describeWithReference('models/yolov5n.onnx', 'placeQuantizers on real graphs', () => {
  // YOLOv5n: 60 convolutions, 3 of them the head's. The 57 read 49 tensors: cv1 and cv2 of the eight C3 blocks share one.
  it.each([
    [{}, 49, 57],
    [{ add: 'none' }, 49, 57],
    [{ add: 'both' }, 49 + 7, 57],
    [{ headFloat: 'off' }, 50, 60],
  ])('yolov5n with %j: %i activations and %i weights', (given, activationCount, weightCount) => {
    const { graph } = loadModel(reference('models/yolov5n.onnx'))
    const placement = placeQuantizers(graph, recipeFrom(given))
    expect(placement.activations).toHaveLength(activationCount)
    expect(placement.weights).toHaveLength(weightCount)
    expect(placement.notes).toEqual([])
    const activationFunctions = placement.activations.flatMap(({ readers }) =>
      readers.filter(({ node }) => node.is('Sigmoid', 'Mul')),
    )
    expect(activationFunctions).toEqual([])
  })

  it('observes each tensor once, the image first', () => {
    const { graph } = loadModel(reference('models/yolov5n.onnx'))
    const observed = observedTensors(graph, recipeFrom())
    expect(observed[0]).toBe('images')
    expect(new Set(observed).size).toBe(49)
    expect(observed.every((name) => graph.find(name) !== undefined)).toBe(true)
  })
})
