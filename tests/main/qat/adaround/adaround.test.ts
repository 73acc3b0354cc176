import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../../../src/main/base/tensor.ts'
import type { Model } from '../../../../src/main/onnx/model.ts'
import { floatsOf } from '../../../../src/main/onnx/tensor.ts'
import { adaround } from '../../../../src/main/qat/adaround/adaround.ts'
import { quantizedWeights } from '../../../../src/main/qat/adaround/quantized-weights.ts'
import { DetectorBuilder } from '../../quant/detector-builder.ts'
import { correlatedImages, imagesFrom, outputsOf, quantizedBy } from '../quantized-network.ts'

const DIMS = [1, 3, 6, 6]
const WEIGHTS = 12
const images = correlatedImages(12, DIMS)

/** One convolution of 2×2 pixels with one output channel: 2¹² roundings, all of which can be tried. */
function oneFilter(): Model {
  const builder = new DetectorBuilder({ seed: 5 })
  const image = builder.image(3, 6)
  const inputs = [
    image,
    builder.weights('model.0.weight', [1, 3, 2, 2]),
    builder.weights('model.0.bias', [1]),
  ]
  builder.output(builder.named('model.0.Conv', 'Conv', inputs, { kernel_shape: [2, 2], strides: [2, 2] }))
  return builder.model
}

/** Two blocks with SiLU, a residual bottleneck and a Concat. */
function twoBlocks(): Model {
  const builder = new DetectorBuilder({ seed: 6 })
  const image = builder.image(3, 6)
  const stem = builder.conv('model.0.conv', image, 6, { kernel: 3 })
  const inner = builder.bottleneck('model.1.m.0', builder.conv('model.1.cv1', stem, 4))
  const joined = builder.concat('model.1', [inner, builder.conv('model.1.cv2', stem, 4)])
  builder.output(builder.conv('model.1.cv3', joined, 3))
  return builder.model
}

function meanSquare(one: readonly Float32Array[], other: readonly Float32Array[]): number {
  let sum = 0
  one.forEach((values, image) => values.forEach((value, at) => (sum += (value - other[image][at]) ** 2)))
  return sum / one.length / one[0].length
}

/** What the filter multiplies at its nine places, image by image, from inputs as the quantizer hands them out. */
function patches(image: Float32Array): number[][] {
  return Array.from({ length: 9 }, (_, place) =>
    Array.from({ length: WEIGHTS }, (_, at) => {
      const row = 2 * Math.floor(place / 3) + (Math.floor(at / 2) % 2)
      const column = 2 * (place % 3) + (at % 2)
      return image[Math.floor(at / 4) * 36 + row * 6 + column]
    }),
  )
}

/** The least error that any rounding of the one layer reaches. */
function bestOfAll(fed: readonly Float32Array[], wanted: readonly Float32Array[], quantized: Model): number {
  const [{ tensor, scales }] = quantizedWeights(quantized.graph)
  const weights = floatsOf(tensor.initializer ?? expect.fail())
  const [bias] = floatsOf(quantized.graph.get('model.0.bias').initializer ?? expect.fail())
  const rows = fed.flatMap(patches)
  const targets = wanted.flatMap((values) => [...values])
  let best = Infinity
  for (let choice = 0; choice < 2 ** WEIGHTS; choice++) {
    const rounded = Array.from(
      weights,
      (weight, at) => (Math.floor(weight / scales[0]) + ((choice >> at) & 1)) * scales[0],
    )
    let sum = 0
    for (let row = 0; row < rows.length; row++) {
      let found = bias
      for (let at = 0; at < WEIGHTS; at++) found += rounded[at] * rows[row][at]
      sum += (found - targets[row]) ** 2
    }
    best = Math.min(best, sum / rows.length)
  }
  return best
}

async function errorOf(model: Model, float: Model, some: readonly Tensor[] = images): Promise<number> {
  return meanSquare(await outputsOf(model, some), await outputsOf(float, some))
}

describe('adaround', () => {
  it('finds a rounding whose errors cancel, near the best of all', async () => {
    const float = oneFilter()
    const quantized = await quantizedBy(float, images)
    const { model, report } = await adaround(quantized, float, imagesFrom(images), { threads: 1 })
    const fed = await outputsOf(quantized, images, 'images_DequantizeLinear_Output')
    const best = bestOfAll(fed, await outputsOf(float, images), quantized)
    const nearest = await errorOf(quantized, float)
    const learned = await errorOf(model, float)
    expect(best).toBeLessThan(0.5 * nearest)
    expect(learned).toBeLessThan(best + 0.1 * (nearest - best))
    // What the report says is what the stored models give.
    const [unit] = report.units
    expect(unit.nearestError / nearest).toBeCloseTo(1, 3)
    expect(unit.learnedError / learned).toBeCloseTo(1, 3)
    expect(unit.flipped).toBeGreaterThan(0)
    expect(unit).toMatchObject({ unit: 'model.0', layers: ['model.0'], weights: WEIGHTS })
  })

  it('stores weights that the Q/DQ pairs give back exactly, one level from the old ones at most', async () => {
    const float = twoBlocks()
    const quantized = await quantizedBy(float, images)
    const { model } = await adaround(quantized, float, imagesFrom(images), { steps: 40, threads: 1 })
    const before = quantizedWeights(quantized.graph)
    for (const [index, { tensor, dequantized, scales, dims }] of quantizedWeights(model.graph).entries()) {
      const stored = floatsOf(tensor.initializer ?? expect.fail())
      const [read] = await outputsOf(model, images.slice(0, 1), dequantized.name)
      expect([...read]).toEqual([...stored])
      const old = floatsOf(before[index].tensor.initializer ?? expect.fail())
      stored.forEach((weight, at) => {
        const scale = scales[Math.floor(at / (stored.length / dims[0]))]
        expect(Math.abs(weight - old[at])).toBeLessThan(scale * 1.0001)
      })
    }
  })

  it('brings block after block nearer, changes nothing but weights, and leaves its input alone', async () => {
    const float = twoBlocks()
    const quantized = await quantizedBy(float, images)
    const before = floatsOf(quantized.graph.get('model.1.cv1.weight').initializer ?? expect.fail()).slice()
    const { model, report } = await adaround(quantized, float, imagesFrom(images), { threads: 1 })
    expect(report.units.map(({ unit }) => unit)).toEqual(['model.0', 'model.1'])
    expect(report.skipped).toEqual([])
    for (const unit of report.units) expect(unit.learnedError).toBeLessThan(0.9 * unit.nearestError)
    expect(await errorOf(model, float)).toBeLessThan(0.9 * (await errorOf(quantized, float)))
    expect(model.graph.nodes.map(({ name }) => name)).toEqual(quantized.graph.nodes.map(({ name }) => name))
    expect(floatsOf(quantized.graph.get('model.1.cv1.weight').initializer ?? expect.fail())).toEqual(before)
  })

  it('gives the same bits for the same seed', async () => {
    const float = oneFilter()
    const quantized = await quantizedBy(float, images)
    const run = async () => {
      const { model } = await adaround(quantized, float, imagesFrom(images), {
        steps: 30,
        seed: 7,
        threads: 1,
      })
      return floatsOf(model.graph.get('model.0.weight').initializer ?? expect.fail())
    }
    expect(await run()).toEqual(await run())
  })

  it('tells its progress up to the last step', async () => {
    const float = oneFilter()
    const quantized = await quantizedBy(float, images)
    const seen: number[] = []
    const context = { onProgress: ({ done }: { done: number }) => seen.push(done) }
    await adaround(quantized, float, imagesFrom(images), { steps: 5, threads: 1 }, context)
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 5])
  })

  it('stops when it is cancelled, while it reads images and while it learns', async () => {
    const float = oneFilter()
    const quantized = await quantizedBy(float, images)
    const reading = new AbortController()
    const fromImages = imagesFrom(images, () => reading.abort())
    const options = { steps: 20, threads: 1 }
    await expect(adaround(quantized, float, fromImages, options, reading)).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    const learning = new AbortController()
    const context = {
      signal: learning.signal,
      onProgress: ({ done }: { done: number }) => {
        if (done === 3) learning.abort()
      },
    }
    await expect(adaround(quantized, float, imagesFrom(images), options, context)).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })

  it('refuses a float model, a foreign parent and no images', async () => {
    const float = oneFilter()
    const quantized = await quantizedBy(float, images)
    const options = { steps: 5, threads: 1 }
    await expect(adaround(float, float, imagesFrom(images), options)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
    })
    await expect(adaround(quantized, twoBlocks(), imagesFrom(images), options)).rejects.toMatchObject({
      code: 'GRAPH_EDIT',
    })
    await expect(adaround(quantized, float, imagesFrom([]), options)).rejects.toMatchObject({
      code: 'CALIBRATION',
    })
  })

  it('says which block keeps nearest rounding where an operator has no gradient', async () => {
    const builder = new DetectorBuilder({ seed: 8 })
    const image = builder.image(3, 6)
    const first = builder.conv('model.0.cv1', image, 4, { act: false })
    const odd = builder.feature(builder.named('model.0.Sinh', 'Sinh', [first]), 4)
    builder.output(builder.conv('model.0.cv2', odd, 2, { act: false }))
    const quantized = await quantizedBy(builder.model, images)
    const { report } = await adaround(quantized, builder.model, imagesFrom(images), { steps: 5, threads: 1 })
    expect(report.units).toEqual([])
    expect(report.skipped).toHaveLength(1)
    expect(report.skipped[0]).toMatchObject({ unit: 'model.0', reason: expect.stringMatching(/Sinh/) })
  })
})
