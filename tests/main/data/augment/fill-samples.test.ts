import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fillSamples } from '../../../../src/main/data/augment/fill-samples.ts'
import type { SampleDraw } from '../../../../src/main/data/augment/sample-draw.ts'
import type { DecodeRequest } from '../../../../src/main/data/decode-messages.ts'
import { encodePng } from '../../../../src/main/data/image.ts'
import { yolov5 } from '../pixels.ts'
import { folderWith } from '../temporary-folder.ts'
import { flat } from '../training-dataset.ts'

const SPEC = yolov5({ width: 4, height: 4, scale: 1, padValue: 9 })
const PLAIN: SampleDraw = {
  flip: false,
  zoom: 1,
  shiftX: 0,
  shiftY: 0,
  mosaic: null,
  colour: null,
}

/** Files of grey images, 4 × 4 of these values. */
async function files(...values: number[]): Promise<string[]> {
  const contents = await Promise.all(
    values.map(async (value): Promise<[string, Uint8Array]> => {
      return [`${value}.png`, await encodePng(flat(value, 4, 4).data, 4, 4)]
    }),
  )
  const folder = folderWith(Object.fromEntries(contents))
  return values.map((value) => join(folder, `${value}.png`))
}

/** Rows of the first plane of each sample. */
async function samplesOf(draws: SampleDraw[], paths: string[]): Promise<number[][][]> {
  const request: DecodeRequest = {
    files: paths,
    spec: SPEC,
    target: SPEC,
    buffer: new ArrayBuffer(4 * 48 * draws.length),
  }
  const { buffer } = await fillSamples(request, draws)
  return draws.map((_, sample) => {
    const plane = new Float32Array(buffer, 4 * 48 * sample, 16)
    return [0, 4, 8, 12].map((start) => [...plane.subarray(start, start + 4)])
  })
}

const row = (...values: number[]): number[] => values

describe('fillSamples', () => {
  it('puts four images together around their point, and pads what they leave free', async () => {
    const mosaic = { ...PLAIN, mosaic: { x: -0.25, y: 0.25 } }
    const [sample] = await samplesOf([mosaic], await files(10, 20, 30, 40))
    expect(sample).toEqual([
      row(10, 20, 20, 20),
      row(10, 20, 20, 20),
      row(10, 20, 20, 20),
      row(30, 40, 40, 40),
    ])
  })

  it('mirrors a mosaic as a whole', async () => {
    const mosaic = { ...PLAIN, flip: true, mosaic: { x: -0.25, y: 0.25 } }
    const [sample] = await samplesOf([mosaic], await files(10, 20, 30, 40))
    expect(sample).toEqual([
      row(20, 20, 20, 10),
      row(20, 20, 20, 10),
      row(20, 20, 20, 10),
      row(40, 40, 40, 30),
    ])
  })

  it('pads around an image that shrinks, and does not change the colour of the padding', async () => {
    const draw = { ...PLAIN, zoom: 0.5, colour: { hue: 1, saturation: 1, value: 0.5 } }
    const [sample] = await samplesOf([draw], await files(20))
    expect(sample).toEqual([row(9, 9, 9, 9), row(9, 10, 10, 9), row(9, 10, 10, 9), row(9, 9, 9, 9)])
  })

  it('leaves nothing of one sample in the next', async () => {
    const small = { ...PLAIN, zoom: 0.5 }
    const paths = await files(1, 2, 3, 4, 5, 6)
    const samples = await samplesOf([{ ...PLAIN, mosaic: { x: 0, y: 0 } }, small, PLAIN], paths)
    expect(samples.map((rows) => rows[0])).toEqual([row(1, 1, 2, 2), row(9, 9, 9, 9), row(6, 6, 6, 6)])
    expect(samples[1][1]).toEqual(row(9, 5, 5, 9))
  })

  it('tells of unreadable images, and keeps the other samples at their places', async () => {
    const [good] = await files(5)
    const request = { files: ['/no.png', good], spec: SPEC, target: SPEC, buffer: new ArrayBuffer(4 * 96) }
    const { buffer, outcomes } = await fillSamples(request, [PLAIN, { ...PLAIN, flip: true }])
    expect(outcomes).toMatchObject([{ code: 'FILE_NOT_FOUND' }, { originalWidth: 4, originalHeight: 4 }])
    expect([...new Float32Array(buffer, 4 * 48)]).toEqual(Array.from({ length: 48 }, () => 5))
  })
})
