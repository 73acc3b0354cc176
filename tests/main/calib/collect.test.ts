import { describe, expect, it } from 'vitest'
import { collectHistograms, type CalibrationImages } from '../../../src/main/calib/collect.ts'
import type { Collected } from '../../../src/main/calib/collect-keeper.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { seededRandom } from '../../../src/main/base/random.ts'
import { openSession } from '../../../src/main/session/session.ts'
import { tapModel } from '../../../src/main/session/taps.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

const IMAGES = 25
const SIZE = 3 * 8 * 8

/** Two convolutions with a Relu between: tensors `a` and `b` are inside. */
function network(): Model {
  const builder = new ModelBuilder()
  const input = builder.input('images', ['batch', 3, 8, 8])
  const first = builder.node(
    'Conv',
    [input, builder.weights('w1', [4, 3, 3, 3])],
    { pads: [1, 1, 1, 1] },
    { outputs: ['a'] },
  )
  const relu = builder.node('Relu', [first], {}, { outputs: ['b'] })
  builder.output(builder.node('Conv', [relu, builder.weights('w2', [2, 4, 1, 1])]))
  return builder.model
}

/** Images whose range grows, so that histograms have to. */
function images(): Float32Array[] {
  const random = seededRandom(4)
  return Array.from({ length: IMAGES }, (_, at) =>
    Float32Array.from({ length: SIZE }, () => random.normal() * (1 + at / 5)),
  )
}

function inputOf(all: readonly Float32Array[]): CalibrationImages {
  return async function* (batch, from, to) {
    for (let start = from; start < Math.min(to, all.length); start += batch) {
      const some = all.slice(start, Math.min(start + batch, to))
      const data = new Float32Array(some.length * SIZE)
      some.forEach((image, at) => data.set(image, at * SIZE))
      const input = { data, dims: [some.length, 3, 8, 8] }
      yield { input, end: start + some.length, release: () => undefined }
    }
  }
}

/** The definition: ten images first, the rest one after the other, all activations in memory. */
async function expected(model: Model, tensors: readonly string[]): Promise<Map<string, Histogram>> {
  const session = await openSession(tapModel(model, tensors))
  const histograms = new Map(tensors.map((tensor) => [tensor, new Histogram()]))
  for await (const { input } of joined()) {
    const outputs = await session.run({ images: input })
    for (const [tensor, histogram] of histograms) histogram.add(outputs[tensor].data)
  }
  await session.close()
  return histograms

  async function* joined() {
    const input = inputOf(images())
    yield* input(10, 0, 10)
    yield* input(1, 10, IMAGES)
  }
}

function summary(histogram: Histogram | undefined) {
  return { width: histogram?.width, max: histogram?.max, counts: Array.from(histogram?.counts ?? []) }
}

describe('collectHistograms', () => {
  it.each([
    ['one image at a time, first ones held', { batch: 1 }],
    ['batches that do not divide the number of images', { batch: 4 }],
    ['one batch for the first images', { batch: 10 }],
    ['more in a batch than the first images', { batch: 16 }],
    ['first images run twice, tensors in groups, for want of memory', { batch: 1, memoryLimit: 2500 }],
  ])('gives the same histograms with %s', async (_name, options) => {
    const model = network()
    const observed = await collectHistograms(model, ['a', 'b'], inputOf(images()), {
      images: IMAGES,
      ...options,
    })
    expect(observed.images).toBe(IMAGES)
    for (const [tensor, histogram] of await expected(model, ['a', 'b'])) {
      expect(summary(observed.histograms.get(tensor))).toEqual(summary(histogram))
    }
  })

  it.each([
    ['one image at a time', { batch: 1 }],
    ['batches', { batch: 4 }],
    ['first images run twice', { batch: 1, memoryLimit: 2500 }],
  ])('goes on from what it kept on the way, to the same counts, %s', async (_name, options) => {
    const model = network()
    const states: Collected[] = []
    const save = async (state: Collected) => void states.push(state)
    const collect = (resumeFrom: Collected | null) =>
      collectHistograms(model, ['a', 'b', 'images'], inputOf(images()), {
        images: IMAGES,
        threads: 2,
        checkpoint: { resumeFrom, save, everyMs: 0 },
        ...options,
      })
    const straight = await collect(null)
    expect(straight.resumedFrom).toBe(0)
    const kept = [...states]
    expect(kept.at(-1)).toMatchObject({ position: IMAGES, images: IMAGES })
    expect(kept[0].images).toBeLessThan(IMAGES)
    for (const state of [kept[Math.floor(kept.length / 2)], ...kept.slice(-1)]) {
      const resumed = await collect(state)
      expect(resumed).toMatchObject({ images: IMAGES, resumedFrom: state.images })
      expect(resumed.wallMs).toBeGreaterThanOrEqual(state.wallMs)
      for (const [tensor, histogram] of straight.histograms)
        expect(summary(resumed.histograms.get(tensor))).toEqual(summary(histogram))
    }
  })

  it('ends with the error of a checkpoint that cannot be written', async () => {
    const save = () => Promise.reject(new Error('disk full'))
    const checkpoint = { resumeFrom: null, save, everyMs: 0 }
    await expect(
      collectHistograms(network(), ['a'], inputOf(images()), { images: IMAGES, checkpoint }),
    ).rejects.toThrow('disk full')
  })

  it('counts the input itself where it is asked for, alone too', async () => {
    const observed = await collectHistograms(network(), ['images'], inputOf(images()), {
      images: IMAGES,
      batch: 3,
    })
    const all = images()
    expect(observed.histograms.get('images')?.total).toBe(IMAGES * SIZE)
    expect(observed.histograms.get('images')?.max).toBe(
      Math.max(...all.flatMap((image) => Array.from(image, Math.abs))),
    )
  })

  it('reports every image once', async () => {
    const done: number[] = []
    await collectHistograms(
      network(),
      ['a'],
      inputOf(images()),
      { images: IMAGES },
      { onProgress: (step) => done.push(step.done) },
    )
    expect(done).toEqual(Array.from({ length: IMAGES }, (_, at) => at + 1))
  })

  it('says so when no image came, when a tensor does not exist, and when it is cancelled', async () => {
    await expect(collectHistograms(network(), ['a'], inputOf([]), { images: 0 })).rejects.toMatchObject({
      code: 'CALIBRATION',
    })
    await expect(collectHistograms(network(), ['images'], inputOf([]), { images: 0 })).rejects.toMatchObject({
      code: 'CALIBRATION',
    })
    await expect(
      collectHistograms(network(), ['nothing'], inputOf(images()), { images: IMAGES }),
    ).rejects.toMatchObject({ code: 'GRAPH_EDIT' })
    const signal = AbortSignal.abort()
    await expect(
      collectHistograms(network(), ['a'], inputOf(images()), { images: IMAGES }, { signal }),
    ).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
