import { describe, expect, it } from 'vitest'
import type { Model } from '../../../../src/main/onnx/model.ts'
import { layersOf } from '../../../../src/main/onnx/layers.ts'
import { floatsOf } from '../../../../src/main/onnx/tensor.ts'
import { correctBiases } from '../../../../src/main/qat/bias-correction/correct-biases.ts'
import { DetectorBuilder } from '../../quant/detector-builder.ts'
import { correlatedImages, imagesFrom, outputsOf, quantizedBy } from '../quantized-network.ts'

const DIMS = [1, 3, 6, 6]
const images = correlatedImages(6, DIMS)

/** A stem, a residual bottleneck, and a convolution without a bias. */
function network(): Model {
  const builder = new DetectorBuilder({ seed: 6 })
  const stem = builder.conv('model.0.conv', builder.image(3, 6), 6, { kernel: 3 })
  const inner = builder.bottleneck('model.1.m.0', stem)
  const bare = builder.named(
    'model.2.Conv',
    'Conv',
    [inner, builder.weights('model.2.weight', [4, 6, 1, 1])],
    {
      kernel_shape: [1, 1],
    },
  )
  builder.output(builder.silu('model.2', builder.feature(bare, 4)))
  return builder.model
}

/** Layers of matrix products: a MatMul, which has no place for a bias, and a Gemm whose weights are turned. */
function products(): Model {
  const builder = new DetectorBuilder({ seed: 7 })
  const rows = builder.named('rows', 'Reshape', [builder.image(3, 6), builder.ints('shape', [18, 6])])
  const first = builder.named('model.0.fc.MatMul', 'MatMul', [
    rows,
    builder.weights('model.0.fc.weight', [6, 5]),
  ])
  const relu = builder.named('model.0.Relu', 'Relu', [first])
  const inputs = [relu, builder.weights('model.1.weight', [4, 5]), builder.weights('model.1.bias', [4])]
  builder.output(builder.named('model.1.Gemm', 'Gemm', inputs, { transB: 1 }))
  return builder.model
}

/** The largest mean error, over all images, of any channel of a tensor; `stride` elements lie between a channel's. */
async function worstMean(
  one: Model,
  other: Model,
  tensor: string,
  channels: number,
  last = false,
): Promise<number> {
  const [found, wanted] = [await outputsOf(one, images, tensor), await outputsOf(other, images, tensor)]
  const sums = new Float64Array(channels)
  found.forEach((values, image) =>
    values.forEach((value, at) => {
      const channel = last ? at % channels : Math.floor(at / (values.length / channels))
      sums[channel] += (value - wanted[image][at]) / images.length / (values.length / channels)
    }),
  )
  return Math.max(...sums.map(Math.abs))
}

describe('correctBiases', () => {
  it('takes the mean error off every layer, also where there was no bias', async () => {
    const float = network()
    const quantized = await quantizedBy(float, images)
    const { model, report } = await correctBiases(quantized, float, imagesFrom(images), { threads: 1 })
    const outputs = layersOf(float.graph).map(({ node }) => node.output.name)
    const channels = [6, 6, 6, 4]
    for (const [layer, tensor] of outputs.entries()) {
      const before = await worstMean(quantized, float, tensor, channels[layer])
      expect(before).toBeGreaterThan(2e-4)
      expect(await worstMean(model, float, tensor, channels[layer])).toBeLessThan(2e-6)
    }
    expect(report.layers.map(({ layer }) => layer)).toEqual([
      'model.0.conv',
      'model.1.m.0.cv1',
      'model.1.m.0.cv2',
      'model.2',
    ])
    for (const { before, after } of report.layers) expect(after).toBeLessThan(0.01 * before)
    expect(model.graph.get('model.2.corrected_bias').initializer).not.toBeNull()
  })

  it('knows matrix products: an addition behind MatMul, the bias of Gemm', async () => {
    const float = products()
    const quantized = await quantizedBy(float, images)
    const { model } = await correctBiases(quantized, float, imagesFrom(images), { threads: 1 })
    expect(await worstMean(quantized, float, 'model.0.fc.MatMul_output', 5, true)).toBeGreaterThan(1e-4)
    expect(await worstMean(model, float, 'model.0.fc.MatMul_output', 5, true)).toBeLessThan(2e-6)
    expect(await worstMean(model, float, 'model.1.Gemm_output', 4, true)).toBeLessThan(2e-6)
    expect(model.graph.nodes.filter((node) => node.is('Add'))).toHaveLength(1)
  })

  it('leaves the given model and its weights alone', async () => {
    const float = network()
    const quantized = await quantizedBy(float, images)
    const bias = floatsOf(quantized.graph.get('model.0.conv.bias').initializer ?? expect.fail()).slice()
    const { model } = await correctBiases(quantized, float, imagesFrom(images), { threads: 1 })
    expect(floatsOf(quantized.graph.get('model.0.conv.bias').initializer ?? expect.fail())).toEqual(bias)
    const weights = (of: Model) =>
      floatsOf(of.graph.get('model.1.m.0.cv1.weight').initializer ?? expect.fail())
    expect(weights(model)).toEqual(weights(quantized))
  })

  it('gives a layer a bias of its own where layers share one', async () => {
    const builder = new DetectorBuilder({ seed: 9 })
    const image = builder.image(3, 6)
    const bias = builder.weights('shared.bias', [2])
    const parts = [0, 1].map((index) => {
      const weight = builder.weights(`model.${index}.weight`, [2, 3, 1, 1])
      return builder.named(`model.${index}.Conv`, 'Conv', [image, weight, bias], { kernel_shape: [1, 1] })
    })
    builder.output(builder.named('join', 'Concat', parts, { axis: 1 }))
    const quantized = await quantizedBy(builder.model, images)
    const { model } = await correctBiases(quantized, builder.model, imagesFrom(images), { threads: 1 })
    expect(await worstMean(model, builder.model, 'join_output', 4)).toBeLessThan(2e-6)
  })

  it('stops when it is cancelled, and refuses a float model, a foreign parent and no images', async () => {
    const float = network()
    const quantized = await quantizedBy(float, images)
    const stop = new AbortController()
    const stopping = imagesFrom(images, () => stop.abort())
    const code = (wanted: string) => ({ code: wanted })
    await expect(correctBiases(quantized, float, stopping, {}, stop)).rejects.toMatchObject(code('CANCELLED'))
    await expect(correctBiases(float, float, imagesFrom(images))).rejects.toMatchObject(code('MODEL_INVALID'))
    await expect(correctBiases(quantized, products(), imagesFrom(images))).rejects.toMatchObject(
      code('GRAPH_EDIT'),
    )
    await expect(correctBiases(quantized, float, imagesFrom([]))).rejects.toMatchObject(code('CALIBRATION'))
  })
})
