import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  imageBatches,
  type BatchOptions,
  type ImageFile,
  type ImageProblem,
} from '../../../src/main/data/batches.ts'
import type { DecodeReply, DecodeRequest } from '../../../src/main/data/decode-messages.ts'
import { DecodePool } from '../../../src/main/data/decode-pool.ts'
import { encodePng } from '../../../src/main/data/image.ts'
import { rectShapes } from '../../../src/main/data/rect-shapes.ts'
import { errorOf } from './error-of.ts'
import { yolov5 } from './pixels.ts'
import { folderWith } from './temporary-folder.ts'

const SPEC = yolov5({ width: 8, height: 8, scale: 1 })

function openPool(): DecodePool {
  const pool = new DecodePool({ threads: 2 })
  onTestFinished(() => pool.close())
  return pool
}

/** A pool that keeps count of what it was asked for. */
class CountingPool extends DecodePool {
  asked = 0

  override fill(request: DecodeRequest): Promise<DecodeReply> {
    this.asked++
    return super.fill(request)
  }
}

/** `count` images of one colour each: image `i` is 8 × 8 of the grey value `i`. */
async function greys(count: number, bad: readonly number[] = []): Promise<ImageFile[]> {
  const names = Array.from({ length: count }, (_, image) => `${image}.png`)
  const contents = await Promise.all(
    names.map(async (name, image): Promise<[string, Uint8Array | string]> => {
      return [name, bad.includes(image) ? 'no image' : await encodePng(new Uint8Array(192).fill(image), 8, 8)]
    }),
  )
  const folder = folderWith(Object.fromEntries(contents))
  return names.map((name, image) => ({ file: join(folder, name), id: 1000 + image }))
}

interface Seen {
  images: readonly number[]
  first: number[]
  dims: readonly number[]
}

/** Walks through all batches and notes the images and the first value of each. */
async function walk(images: ImageFile[], options: BatchOptions, spec = SPEC): Promise<Seen[]> {
  const seen: Seen[] = []
  for await (const { images: positions, data, dims, release } of imageBatches(images, spec, options)) {
    const size = data.length / positions.length
    seen.push({ images: positions, first: positions.map((_, at) => data[at * size]), dims })
    release()
  }
  return seen
}

describe('imageBatches', () => {
  it('gives all images in order, the last batch short', async () => {
    const seen = await walk(await greys(7), { pool: openPool(), batch: 3 })
    expect(seen).toEqual([
      { images: [0, 1, 2], first: [0, 1, 2], dims: [3, 3, 8, 8] },
      { images: [3, 4, 5], first: [3, 4, 5], dims: [3, 3, 8, 8] },
      { images: [6], first: [6], dims: [1, 3, 8, 8] },
    ])
  })

  it('gives nothing for nothing', async () => {
    expect(await walk([], { pool: openPool() })).toEqual([])
  })

  it('names the dimensions by layout', async () => {
    const [{ dims }] = await walk(await greys(1), { pool: openPool() }, { ...SPEC, layout: 'nhwc' })
    expect(dims).toEqual([1, 8, 8, 3])
  })

  it('follows a plan of rectangular batches', async () => {
    const folder = folderWith({
      'wide.png': await encodePng(new Uint8Array(64 * 32 * 3).fill(5), 64, 32),
      'tall.png': await encodePng(new Uint8Array(32 * 64 * 3).fill(6), 32, 64),
    })
    const images = ['tall.png', 'wide.png'].map((name, id) => ({ file: join(folder, name), id }))
    const sizes = [
      { width: 32, height: 64 },
      { width: 64, height: 32 },
    ]
    const plan = rectShapes(sizes, { batch: 1, longSide: 64, pad: 0 })
    const seen = await walk(images, { pool: openPool(), plan })
    expect(seen).toEqual([
      { images: [1], first: [5], dims: [1, 3, 32, 64] },
      { images: [0], first: [6], dims: [1, 3, 64, 32] },
    ])
  })

  it('stops at the first unreadable image, with its own error', async () => {
    const images = await greys(5, [1, 3])
    const error = await errorOf(() => walk(images, { pool: openPool(), batch: 2 }))
    expect(error.code).toBe('IMAGE_UNREADABLE')
    expect(error.message).toContain(images[1].file)
  })

  it('leaves unreadable images out and reports them, a whole batch of them too', async () => {
    const images = await greys(6, [0, 2, 3])
    const problems: ImageProblem[] = []
    const seen = await walk(images, { pool: openPool(), batch: 2, onBadImage: 'skip', problems })
    expect(seen.map(({ images: positions, first }) => [positions, first])).toEqual([
      [[1], [1]],
      [
        [4, 5],
        [4, 5],
      ],
    ])
    expect(problems.map(({ id, code }) => [id, code])).toEqual([
      [1000, 'IMAGE_UNREADABLE'],
      [1002, 'IMAGE_UNREADABLE'],
      [1003, 'IMAGE_UNREADABLE'],
    ])
  })

  it('runs ahead by no more than it was told', async () => {
    const pool = new CountingPool({ threads: 1 })
    onTestFinished(() => pool.close())
    const batches = imageBatches(await greys(9), SPEC, { pool, prefetch: 2 })
    expect(pool.asked).toBe(0)
    await batches.next()
    expect(pool.asked).toBe(3)
    await batches.next()
    expect(pool.asked).toBe(4)
  })

  it('uses released memory again', async () => {
    const buffers = new Set<ArrayBufferLike>()
    const batches = imageBatches(await greys(5), SPEC, { pool: openPool(), prefetch: 0 })
    for await (const { data, release } of batches) {
      buffers.add(data.buffer)
      release()
      release()
    }
    // A buffer comes back from its thread as a new object; the one that was given away is left without bytes.
    expect([...buffers].map(({ byteLength }) => byteLength)).toEqual([0, 0, 0, 0, 768])
  })

  it('keeps what is not released', async () => {
    const kept: Float32Array[] = []
    for await (const { data } of imageBatches(await greys(4), SPEC, { pool: openPool() })) kept.push(data)
    expect(kept.map((data) => data[0])).toEqual([0, 1, 2, 3])
  })

  it('ends with CANCELLED when it is cancelled, and leaves the pool usable', async () => {
    const pool = openPool()
    const images = await greys(6)
    const cancel = new AbortController()
    const seen: number[] = []
    const error = await errorOf(async () => {
      for await (const { images: positions } of imageBatches(images, SPEC, { pool, signal: cancel.signal })) {
        seen.push(...positions)
        if (seen.length === 2) cancel.abort()
      }
    })
    expect(error.code).toBe('CANCELLED')
    expect(seen).toEqual([0, 1])
    expect((await walk(images, { pool })).length).toBe(6)
  })

  it('does not wait for a batch under way when it is cancelled', async () => {
    const pool = new DecodePool({ threads: 1, entry: new URL('fixtures/failing-worker.ts', import.meta.url) })
    onTestFinished(() => pool.close())
    const cancel = new AbortController()
    const batches = imageBatches([{ file: '/hang.jpg', id: 1 }], SPEC, { pool, signal: cancel.signal })
    const waiting = errorOf(() => batches.next())
    cancel.abort()
    expect((await waiting).code).toBe('CANCELLED')
  })
})
