import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { placeImage, toOriginal } from '../../../src/main/data/letterbox.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

const SQUARE = { width: 640, height: 640 }

const letterboxes = z.array(
  z.object({
    h0: z.number(),
    w0: z.number(),
    h: z.number(),
    w: z.number(),
    gain: z.tuple([z.number(), z.number()]),
    pad: z.tuple([z.number(), z.number()]),
  }),
)

describeWithReference('oracles/yolov5n/letterbox.json', 'placeImage against YOLOv5', () => {
  const cases = letterboxes.parse(
    JSON.parse(readFileSync(reference('oracles/yolov5n/letterbox.json'), 'utf8')),
  )

  it('gives the reference geometry of every image', () => {
    expect(cases).toHaveLength(79)
    for (const { h0, w0, h, w, gain, pad } of cases) {
      const placed = placeImage({ width: w0, height: h0 }, SQUARE, 'letterbox')
      expect([placed.width, placed.height]).toEqual([w, h])
      expect([placed.padX, placed.padY]).toEqual(pad)
      // scale_boxes divides both axes by the height's ratio.
      expect([placed.gainX, placed.gainY]).toEqual([gain[0], gain[0]])
      expect([placed.left, placed.top]).toEqual(pad.map((border) => Math.floor(border)))
    }
  })
})

describe('placeImage', () => {
  it('letterbox: cuts sides down to whole pixels and centres', () => {
    expect(placeImage({ width: 333, height: 500 }, SQUARE, 'letterbox')).toEqual({
      originalWidth: 333,
      originalHeight: 500,
      width: 426,
      height: 640,
      targetWidth: 640,
      targetHeight: 640,
      left: 107,
      top: 0,
      padX: 107,
      padY: 0,
      gainX: 1.28,
      gainY: 1.28,
    })
  })

  it('letterbox: puts the extra row of an odd border below, yet maps back by half a pixel', () => {
    const placed = placeImage({ width: 640, height: 427 }, SQUARE, 'letterbox')
    expect([placed.top, placed.padY, placed.height]).toEqual([106, 106.5, 427])
  })

  it('letterbox: fits a wide model by its own sides', () => {
    const placed = placeImage({ width: 500, height: 500 }, { width: 640, height: 384 }, 'letterbox')
    expect([placed.width, placed.height, placed.left, placed.top]).toEqual([384, 384, 128, 0])
  })

  it('letterbox: keeps the longer side of a rectangular batch', () => {
    const target = { width: 672, height: 512, longSide: 640 }
    const placed = placeImage({ width: 640, height: 480 }, target, 'letterbox')
    expect([placed.width, placed.height, placed.left, placed.top]).toEqual([640, 480, 16, 16])
  })

  it('letterbox: leaves at least one pixel of an extreme strip', () => {
    expect(placeImage({ width: 2000, height: 1 }, SQUARE, 'letterbox').height).toBe(1)
  })

  it('letterbox-ultralytics: rounds sides up and maps back by whole pixels', () => {
    const odd = placeImage({ width: 640, height: 427 }, SQUARE, 'letterbox-ultralytics')
    expect([odd.top, odd.padY]).toEqual([106, 106])
    const grown = placeImage({ width: 333, height: 500 }, SQUARE, 'letterbox-ultralytics')
    expect([grown.width, grown.height, grown.left]).toEqual([427, 640, 106])
  })

  it('topleft: places in the corner and keeps the exact ratio', () => {
    const placed = placeImage({ width: 333, height: 500 }, SQUARE, 'topleft')
    expect([placed.left, placed.top, placed.padX, placed.padY]).toEqual([0, 0, 0, 0])
    expect([placed.width, placed.height, placed.gainX, placed.gainY]).toEqual([426, 640, 1.28, 1.28])
  })

  it('stretch: fills the input, each axis with its own ratio', () => {
    const placed = placeImage({ width: 640, height: 480 }, { width: 320, height: 320 }, 'stretch')
    expect([placed.width, placed.height, placed.left, placed.top]).toEqual([320, 320, 0, 0])
    expect([placed.gainX, placed.gainY]).toEqual([0.5, 2 / 3])
  })
})

describe('toOriginal', () => {
  it('subtracts the border, divides by the gain in float32 and clips', () => {
    const placed = placeImage({ width: 333, height: 500 }, SQUARE, 'letterbox')
    const boxes = Float32Array.of(107 + 12.8, 25.6, 107 + 128, 256, 50, -8, 600, 700)
    const scaled = (value: number): number => Math.fround(Math.fround(value) / Math.fround(1.28))
    expect([...toOriginal(boxes, placed)]).toEqual([
      scaled(Math.fround(119.8) - 107),
      scaled(25.6),
      100,
      200,
      0,
      0,
      333,
      500,
    ])
  })

  it('leaves boxes beyond the border where clipping is off', () => {
    const placed = placeImage({ width: 320, height: 320 }, SQUARE, 'topleft')
    expect([...toOriginal(Float32Array.of(-4, 10, 700, 650), placed, false)]).toEqual([-2, 5, 350, 325])
  })

  it('undoes a stretch axis by axis', () => {
    const placed = placeImage({ width: 640, height: 480 }, { width: 320, height: 320 }, 'stretch')
    expect([...toOriginal(Float32Array.of(16, 16, 160, 160), placed)]).toEqual([32, 24, 320, 240])
  })

  it('does not change its input', () => {
    const boxes = Float32Array.of(1, 2, 3, 4)
    toOriginal(boxes, placeImage({ width: 10, height: 10 }, SQUARE, 'letterbox'))
    expect([...boxes]).toEqual([1, 2, 3, 4])
  })
})
