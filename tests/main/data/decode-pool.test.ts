import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { DecodeReply, DecodeRequest } from '../../../src/main/data/decode-messages.ts'
import { DecodePool, type DecodePoolOptions } from '../../../src/main/data/decode-pool.ts'
import { encodePng } from '../../../src/main/data/image.ts'
import { placeImage } from '../../../src/main/data/letterbox.ts'
import { preprocessInto } from '../../../src/main/data/preprocess.ts'
import { errorOf } from './error-of.ts'
import { noise, yolov5 } from './pixels.ts'
import { folderWith } from './temporary-folder.ts'

const SPEC = yolov5({ width: 32, height: 32 })
const VALUES = 3 * 32 * 32
const FAILING = new URL('fixtures/failing-worker.ts', import.meta.url)

function openPool(options?: DecodePoolOptions): DecodePool {
  const pool = new DecodePool(options)
  onTestFinished(() => pool.close())
  return pool
}

function request(...files: string[]): DecodeRequest {
  return { files, spec: SPEC, target: SPEC, buffer: new ArrayBuffer(4 * VALUES * files.length) }
}

/** Paths of two small images. */
async function twoImages(): Promise<[string, string]> {
  const folder = folderWith({
    'one.png': await encodePng(noise(20, 10).data, 20, 10),
    'two.png': await encodePng(noise(10, 20).data, 10, 20),
  })
  return [join(folder, 'one.png'), join(folder, 'two.png')]
}

function valuesOf({ buffer }: DecodeReply, image: number): Float32Array {
  return new Float32Array(buffer, 4 * VALUES * image, VALUES)
}

function expectedValues(width: number, height: number): Float32Array {
  const out = new Float32Array(VALUES)
  preprocessInto(noise(width, height), placeImage({ width, height }, SPEC, SPEC.mode), SPEC, out, 0)
  return out
}

describe('DecodePool', () => {
  it('decodes and preprocesses on its threads', async () => {
    const [one, two] = await twoImages()
    const reply = await openPool().fill(request(one, two))
    expect(valuesOf(reply, 0)).toEqual(expectedValues(20, 10))
    expect(valuesOf(reply, 1)).toEqual(expectedValues(10, 20))
    expect(reply.outcomes).toEqual([
      placeImage({ width: 20, height: 10 }, SPEC, 'letterbox'),
      placeImage({ width: 10, height: 20 }, SPEC, 'letterbox'),
    ])
  })

  it('tells of unreadable images and closes the gap they leave', async () => {
    const [one, two] = await twoImages()
    const reply = await openPool({ threads: 1 }).fill(request(one, '/nowhere.jpg', two))
    expect(reply.outcomes[1]).toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: '/nowhere.jpg does not exist',
    })
    expect(valuesOf(reply, 1)).toEqual(expectedValues(10, 20))
  })

  it.each([
    ['exit', 'exit status 7'],
    ['throw', 'no memory left'],
  ])('outlives a thread that ends by %s', async (end, reason) => {
    const [one] = await twoImages()
    const pool = openPool({ threads: 1, entry: FAILING })
    const before = pool.fill(request(one))
    const failing = errorOf(() => pool.fill(request(`/${end}.jpg`)))
    const waiting = pool.fill(request(one))
    expect(valuesOf(await before, 0)).toEqual(expectedValues(20, 10))
    const error = await failing
    expect(error.code).toBe('INTERNAL')
    expect(error.message).toContain(reason)
    expect(error.message).toContain(`/${end}.jpg`)
    expect(valuesOf(await waiting, 0)).toEqual(expectedValues(20, 10))
    expect(valuesOf(await pool.fill(request(one)), 0)).toEqual(expectedValues(20, 10))
  })

  it('says so when its worker file cannot be loaded', async () => {
    const pool = openPool({ entry: new URL('fixtures/no-such-worker.ts', import.meta.url) })
    const error = await errorOf(() => pool.fill(request('/a.jpg')))
    expect(error.code).toBe('INTERNAL')
    expect(error.message).toContain('no-such-worker')
  })

  it('gives up unfinished work when it is closed', async () => {
    const pool = openPool({ threads: 1, entry: FAILING })
    const hanging = errorOf(() => pool.fill(request('/hang.jpg')))
    const waiting = errorOf(() => pool.fill(request('/hang.jpg')))
    await pool.close()
    expect((await hanging).code).toBe('CANCELLED')
    expect((await waiting).code).toBe('CANCELLED')
    expect((await errorOf(() => pool.fill(request('/a.jpg')))).code).toBe('CANCELLED')
  })
})
