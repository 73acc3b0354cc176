import { describe, expect, it, onTestFinished } from 'vitest'
import { NO_AUGMENTATION, type AugmentSettings } from '../../../src/main/data/augment/settings.ts'
import { imageBatches, type ImageProblem } from '../../../src/main/data/batches.ts'
import type { ImageBox } from '../../../src/main/data/boxes-by-image.ts'
import type { Dataset } from '../../../src/main/data/dataset.ts'
import type { DecodeReply, DecodeRequest } from '../../../src/main/data/decode-messages.ts'
import { DecodePool } from '../../../src/main/data/decode-pool.ts'
import type { RgbImage } from '../../../src/main/data/rgb-image.ts'
import type { Preprocess } from '../../../src/main/data/preprocess.ts'
import {
  trainingBatches,
  type TrainingBatch,
  type TrainingBatchOptions,
} from '../../../src/main/data/training-batches.ts'
import { errorOf } from './error-of.ts'
import { noise, yolov5 } from './pixels.ts'
import { datasetOf, flat } from './training-dataset.ts'

const SPEC = yolov5({ width: 8, height: 8, scale: 1 })
const EVERYTHING: AugmentSettings = { flip: 0.5, scale: 0.5, mosaic: 0.5, colour: 1 }

type Asked = Partial<TrainingBatchOptions>
type Seen = Omit<TrainingBatch, 'release' | 'decodeMs'>

function openPool(): DecodePool {
  const pool = new DecodePool({ threads: 2 })
  onTestFinished(() => pool.close())
  return pool
}

function greys(count: number, bad: readonly number[] = []): Promise<Dataset> {
  const values = Array.from({ length: count }, (_, image) => image)
  return datasetOf(values.map((value) => ({ image: bad.includes(value) ? null : flat(value) })))
}

/** The first steps, with the values kept. */
async function take(steps: number, dataset: Dataset, asked: Asked = {}, spec = SPEC): Promise<Seen[]> {
  const options = { pool: asked.pool ?? openPool(), batch: 2, seed: 7, ...asked }
  const batches = trainingBatches(dataset, spec, options)
  const seen: Seen[] = []
  while (seen.length < steps) {
    const { value } = await batches.next()
    const { step, images, data, dims, boxes } = value
    seen.push({ step, images, data: data.slice(), dims, boxes })
    value.release()
  }
  return seen
}

const imagesOf = (seen: readonly Seen[]): number[] => seen.flatMap(({ images }) => images)
const sorted = (images: readonly number[]): number[] => images.toSorted((a, b) => a - b)

describe('trainingBatches', () => {
  it('goes through every image once an epoch, over the ends of epochs, each in an order of its own', async () => {
    const seen = await take(10, await greys(5), { batch: 3 })
    expect(seen.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(seen.every(({ images, dims }) => images.length === 3 && dims[0] === 3)).toBe(true)
    const all = imagesOf(seen)
    const epochs = [0, 5, 10, 15, 20, 25].map((start) => all.slice(start, start + 5))
    for (const epoch of epochs) expect(sorted(epoch)).toEqual([0, 1, 2, 3, 4])
    expect(new Set(epochs.map(String)).size).toBeGreaterThan(3)
  })

  it('takes batches that are larger than the dataset', async () => {
    const [{ images, data }] = await take(1, await greys(2), { batch: 6 })
    expect(sorted(images)).toEqual([0, 0, 0, 1, 1, 1])
    expect(images.map((_, at) => data[at * 192])).toEqual(images)
  })

  it.each<Preprocess['layout']>(['nchw', 'nhwc'])(
    'without augmentation equals imageBatches: %s',
    async (layout) => {
      const spec = yolov5({ width: 64, height: 48, layout, mean: [0.4, 0.5, 0.6], color: 'bgr' })
      const sizes = [20, 50, 100, 131]
      const dataset = await datasetOf(sizes.map((width) => ({ image: noise(width, 60) })))
      const pool = openPool()
      for (const { images, data, dims } of await take(3, dataset, { pool }, spec)) {
        const files = images.map((image) => dataset.images[image])
        for await (const expected of imageBatches(files, spec, { pool, batch: 2 })) {
          expect(dims).toEqual(expected.dims)
          expect(data).toEqual(expected.data)
        }
      }
    },
  )

  it('places boxes as the image is placed, and drops what is too small', async () => {
    const boxes = [
      { categoryId: 3, x: 10, y: 20, width: 30, height: 10 },
      { categoryId: 4, x: 0, y: 0, width: 3, height: 10 },
    ]
    const dataset = await datasetOf([{ image: flat(9, 160, 80), boxes }])
    const [seen] = await take(1, dataset, { batch: 1 }, yolov5({ width: 80, height: 80 }))
    expect(seen.boxes).toEqual([[{ categoryId: 3, x: 5, y: 30, width: 15, height: 5 }]])
  })

  it('has no boxes without annotations', async () => {
    const dataset = await datasetOf([{ image: flat(1) }], false)
    const [{ boxes }] = await take(1, dataset)
    expect(boxes).toEqual([[], []])
  })

  it.each([
    ['plain', NO_AUGMENTATION],
    ['augmented', EVERYTHING],
  ])('gives the same batch of a step wherever it starts: %s', async (_, augment) => {
    const box = { categoryId: 1, x: 5, y: 5, width: 20, height: 20 }
    const examples = [30, 40, 50, 60, 70].map((side) => ({ image: noise(side, 48), boxes: [box] }))
    const dataset = await datasetOf([...examples, { image: null }])
    const spec = yolov5({ width: 32, height: 32 })
    const pool = openPool()
    const asked: Asked = { pool, augment, batch: 3, onBadImage: 'skip' }
    const whole = await take(9, dataset, asked, spec)
    const resumed = await take(4, dataset, { ...asked, fromStep: 5, prefetch: 0 }, spec)
    expect(resumed).toEqual(whole.slice(5))
    const other = await take(9, dataset, { ...asked, seed: 8 }, spec)
    expect(imagesOf(other)).not.toEqual(imagesOf(whole))
  })

  it('draws other augmentations for every sample', async () => {
    const dataset = await datasetOf([{ image: noise(40, 40) }])
    const seen = await take(10, dataset, { augment: EVERYTHING, batch: 1 }, yolov5({ width: 32, height: 32 }))
    expect(new Set(seen.map(({ data }) => data.join())).size).toBe(10)
  })
})

const CHANNEL = { red: 0, green: 1, blue: 2 }

/** A dark image with one saturated rectangle; the box's category is the channel. */
function rectangle(channel: number, width: number, height: number, box: Omit<ImageBox, 'categoryId'>) {
  const data = new Uint8Array(width * height * 3)
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) data[(y * width + x) * 3 + channel] = 200
  }
  const image: RgbImage = { data, width, height }
  return { image, boxes: [{ ...box, categoryId: channel }] }
}

/** Columns and rows near a box whose pixels are of its colour, as [left, top, right, bottom]. */
function extent(plane: Float32Array, side: number, box: ImageBox): number[] {
  const found = [side, side, 0, 0]
  const from = (start: number): number => Math.max(Math.floor(start) - 3, 0)
  const to = (end: number): number => Math.min(Math.ceil(end) + 3, side)
  for (let y = from(box.y); y < to(box.y + box.height); y++) {
    for (let x = from(box.x); x < to(box.x + box.width); x++) {
      if (plane[y * side + x] < 100) continue
      found[0] = Math.min(found[0], x)
      found[1] = Math.min(found[1], y)
      found[2] = Math.max(found[2], x + 1)
      found[3] = Math.max(found[3], y + 1)
    }
  }
  return found
}

describe('boxes of augmented images', () => {
  const examples = [
    rectangle(CHANNEL.red, 200, 120, { x: 40, y: 30, width: 60, height: 25 }),
    rectangle(CHANNEL.green, 90, 100, { x: 20, y: 35, width: 40, height: 41 }),
    rectangle(CHANNEL.blue, 150, 260, { x: 60, y: 55, width: 31, height: 130 }),
  ]
  const SIDE = 160

  it.each([
    ['single', 0],
    ['mosaic', 1],
  ])('lie where the pixels are, within a pixel, in 200 samples: %s', async (_, mosaic) => {
    const spec = yolov5({ width: SIDE, height: SIDE, scale: 1, padValue: 0 })
    const augment = { flip: 0.5, scale: 0.6, mosaic, colour: 0 }
    const seen = await take(10, await datasetOf(examples), { batch: 20, augment }, spec)
    let checked = 0
    for (const { data, boxes } of seen) {
      boxes.forEach((inSample, sample) => {
        for (const box of inSample) {
          const plane = data.subarray((3 * sample + box.categoryId) * SIDE * SIDE).subarray(0, SIDE * SIDE)
          const [left, top, right, bottom] = extent(plane, SIDE, box)
          const off = [left - box.x, top - box.y, right - box.x - box.width, bottom - box.y - box.height]
          expect(Math.max(...off.map(Math.abs))).toBeLessThanOrEqual(1)
          checked++
        }
      })
    }
    expect(checked).toBeGreaterThan(180)
  })

  it('are there for every rectangle that is well in view', async () => {
    const spec = yolov5({ width: SIDE, height: SIDE, scale: 1, padValue: 0 })
    const augment = { flip: 0.5, scale: 0.6, mosaic: 1, colour: 0 }
    const [{ data, boxes }] = await take(1, await datasetOf(examples), { batch: 50, augment }, spec)
    boxes.forEach((inSample, sample) => {
      for (const channel of Object.values(CHANNEL)) {
        const plane = data.subarray((3 * sample + channel) * SIDE * SIDE).subarray(0, SIDE * SIDE)
        const coloured = plane.reduce((count, value) => count + (value >= 100 ? 1 : 0), 0)
        const ofChannel = inSample.filter(({ categoryId }) => categoryId === channel)
        const area = ofChannel.reduce((sum, { width, height }) => sum + width * height, 0)
        // What is left out is less than a tenth of a rectangle: at most 0.1 × 1.6² of each one's area in the input.
        expect(Math.abs(coloured - area)).toBeLessThan(0.12 * area + 500)
      }
    })
  })
})

describe('unreadable images', () => {
  it('give their place to the next of the epoch and are told once', async () => {
    const problems: ImageProblem[] = []
    const good = await take(12, await greys(6), { batch: 1 })
    const dataset = await greys(6, [1, 4])
    const seen = await take(12, dataset, { batch: 1, onBadImage: 'skip', problems })
    const expected = [0, 6].flatMap((start) => {
      const epoch = imagesOf(good).slice(start, start + 6)
      return epoch.map((_, at) => {
        const turned = [...epoch.slice(at), ...epoch.slice(0, at)]
        return turned.find((image) => image !== 1 && image !== 4)
      })
    })
    expect(imagesOf(seen)).toEqual(expected)
    expect(seen.map(({ data }) => data[0])).toEqual(expected)
    expect(problems.map(({ id, code }) => [id, code]).sort()).toEqual([
      [101, 'IMAGE_UNREADABLE'],
      [104, 'IMAGE_UNREADABLE'],
    ])
  })

  it.each([NO_AUGMENTATION, EVERYTHING])('end the work with their own error on stop', async (augment) => {
    const dataset = await greys(3, [2])
    const error = await errorOf(() => take(3, dataset, { augment, batch: 1 }))
    expect(error.code).toBe('IMAGE_UNREADABLE')
    expect(error.message).toContain(dataset.images[2].file)
  })

  it('end the work when there are no others', async () => {
    const error = await errorOf(async () => take(1, await greys(3, [0, 1, 2]), { onBadImage: 'skip' }))
    expect(error.code).toBe('DATASET_EMPTY')
    expect(error.message).toMatch(/none among 3; .*0\.png/)
  })
})

/** A pool that remembers its buffers. */
class WatchedPool extends DecodePool {
  private readonly returned = new Set<ArrayBuffer>()
  fresh = 0

  override async fill(request: DecodeRequest): Promise<DecodeReply> {
    if (!this.returned.delete(request.buffer)) this.fresh++
    const reply = await super.fill(request)
    this.returned.add(reply.buffer)
    return reply
  }
}

describe('running trainingBatches', () => {
  it('takes no more buffers than it runs ahead, however long, bad images or not', async () => {
    const pool = new WatchedPool({ threads: 1 })
    onTestFinished(() => pool.close())
    const dataset = await greys(7, [2])
    await take(40, dataset, { pool, prefetch: 2, augment: EVERYTHING, onBadImage: 'skip' })
    expect(pool.fresh).toBe(3)
  })

  it('leaves what is not released as it is', async () => {
    const batches = trainingBatches(await greys(4), SPEC, { pool: openPool(), batch: 1, seed: 1 })
    const kept: TrainingBatch[] = []
    while (kept.length < 4) kept.push((await batches.next()).value)
    expect(kept.map(({ data }) => data[0])).toEqual(kept.flatMap(({ images }) => images))
  })

  it('ends with CANCELLED when it is cancelled, and leaves the pool usable', async () => {
    const pool = openPool()
    const dataset = await greys(4)
    const cancel = new AbortController()
    const batches = trainingBatches(dataset, SPEC, { pool, batch: 2, seed: 1, signal: cancel.signal })
    await batches.next()
    cancel.abort()
    expect((await errorOf(() => batches.next())).code).toBe('CANCELLED')
    expect((await take(2, dataset, { pool })).length).toBe(2)
  })

  it('does not wait for a batch under way when it is cancelled', async () => {
    const pool = new DecodePool({ threads: 1, entry: new URL('fixtures/failing-worker.ts', import.meta.url) })
    onTestFinished(() => pool.close())
    const dataset = await greys(1)
    const hanging = { ...dataset, images: [{ ...dataset.images[0], file: '/hang.jpg' }] }
    const cancel = new AbortController()
    const batches = trainingBatches(hanging, SPEC, { pool, batch: 1, seed: 1, signal: cancel.signal })
    const waiting = errorOf(() => batches.next())
    cancel.abort()
    expect((await waiting).code).toBe('CANCELLED')
  })

  it.each<[string, Asked]>([
    ['batch', { batch: 0 }],
    ['first step', { fromStep: -1 }],
    ['flip', { augment: { ...NO_AUGMENTATION, flip: 1.5 } }],
    ['scale', { augment: { ...NO_AUGMENTATION, scale: 1 } }],
    ['mosaic', { augment: { ...NO_AUGMENTATION, mosaic: -0.1 } }],
    ['colour', { augment: { ...NO_AUGMENTATION, colour: NaN } }],
  ])('refuses a wrong %s', async (name, asked) => {
    const error = await errorOf(async () => take(1, await greys(1), asked))
    expect(error.code).toBe('USAGE')
    expect(error.message).toContain(name)
  })

  it('refuses a dataset without images', async () => {
    const error = await errorOf(async () => take(1, await datasetOf([])))
    expect(error.code).toBe('DATASET_EMPTY')
  })
})
