import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../../src/main/data/image.ts'
import { placeImage } from '../../../src/main/data/letterbox.ts'
import { preprocessInto, type Preprocess } from '../../../src/main/data/preprocess.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { noise, yolov5 } from './pixels.ts'
import type { RgbImage } from '../../../src/main/data/rgb-image.ts'

function preprocessed(image: RgbImage, spec: Preprocess): Float32Array {
  const out = new Float32Array(3 * spec.width * spec.height)
  preprocessInto(image, placeImage(image, spec, spec.mode), spec, out, 0)
  return out
}

describe('preprocessInto', () => {
  const image = { data: Uint8Array.from([10, 20, 30, 40, 50, 60]), width: 2, height: 1 }
  const raw = yolov5({ width: 2, height: 3, scale: 1 })

  it('writes planes of R, G, B between rows of padding', () => {
    const pad = [114, 114]
    expect([...preprocessed(image, raw)]).toEqual([
      ...pad,
      10,
      40,
      ...pad,
      ...pad,
      20,
      50,
      ...pad,
      ...pad,
      30,
      60,
      ...pad,
    ])
  })

  it('writes planes of B, G, R where the model wants them', () => {
    const values = preprocessed(image, { ...raw, color: 'bgr', mode: 'topleft', padValue: 0 })
    expect([...values]).toEqual([30, 60, 0, 0, 0, 0, 20, 50, 0, 0, 0, 0, 10, 40, 0, 0, 0, 0])
  })

  it('interleaves channels, in either order, with columns of padding', () => {
    const spec = { ...raw, width: 3, height: 1, mode: 'topleft', layout: 'nhwc' } as const
    const narrow = { data: Uint8Array.from([10, 20, 30, 40, 50, 60]), width: 1, height: 2 }
    expect([...preprocessed(narrow, { ...spec, height: 2 })]).toEqual([
      10, 20, 30, 114, 114, 114, 114, 114, 114, 40, 50, 60, 114, 114, 114, 114, 114, 114,
    ])
    const flipped = preprocessed(narrow, { ...spec, height: 2, color: 'bgr' })
    expect([...flipped.subarray(0, 3)]).toEqual([30, 20, 10])
  })

  it('takes mean and deviation by channel of the model, padding included', () => {
    const spec: Preprocess = {
      ...raw,
      color: 'bgr',
      mode: 'topleft',
      mean: [10, 20, 14],
      std: [2, 1, 4],
      padValue: 114,
    }
    expect([...preprocessed(image, spec)]).toEqual([
      10, 25, 52, 52, 52, 52, 0, 30, 94, 94, 94, 94, -1, 6.5, 25, 25, 25, 25,
    ])
  })

  it('gives exactly byte / 255 in float32 for every byte', () => {
    const bytes = Uint8Array.from({ length: 256 * 3 }, (_, at) => Math.floor(at / 3))
    const values = preprocessed({ data: bytes, width: 256, height: 1 }, yolov5({ width: 256, height: 1 }))
    expect([...values.subarray(0, 256)]).toEqual(
      Array.from({ length: 256 }, (_, byte) => Math.fround(byte / 255)),
    )
  })

  it('gives the same values in both layouts and by both ways of resizing', () => {
    for (const [from, side] of [
      [40, 64],
      [70, 32],
    ]) {
      const spec = yolov5({ width: side, height: side })
      const planar = preprocessed(noise(from, from - 7), spec)
      const interleaved = preprocessed(noise(from, from - 7), { ...spec, layout: 'nhwc' })
      const size = side * side
      const regrouped = planar.map((_, at) => interleaved[(at % size) * 3 + Math.floor(at / size)])
      expect(regrouped).toEqual(planar)
    }
  })

  it('writes at the offset and nowhere else', () => {
    const out = new Float32Array(3 * 6 + 4).fill(-1)
    preprocessInto(image, placeImage(image, raw, raw.mode), raw, out, 2)
    expect([...out.subarray(0, 2), ...out.subarray(20)]).toEqual([-1, -1, -1, -1])
    expect(out.subarray(2, 20).includes(-1)).toBe(false)
  })
})

describeWithReference('oracles/yolov5n/letterboxed', 'preprocessInto against the inputs YOLOv5 made', () => {
  const folder = reference('oracles/yolov5n/letterboxed')
  const names = readdirSync(folder)

  it.each(names)('%s is equal byte for byte', async (name) => {
    const id = name.replace('.u8', '')
    const image = await decodeImage(reference(`coco-mini/val2017/${id.padStart(12, '0')}.jpg`))
    const expected = readFileSync(`${folder}/${name}`)
    const values = preprocessed(image, yolov5({ scale: 1 }))
    expect(values).toHaveLength(expected.length)
    expect(values.findIndex((value, at) => value !== expected[at])).toBe(-1)
  })
})
