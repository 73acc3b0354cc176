import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fixedShapes, rectShapes } from '../../../src/main/data/rect-shapes.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

const WIDE = { width: 640, height: 320 }
const LANDSCAPE = { width: 640, height: 480 }
const SQUARE = { width: 500, height: 500 }
const PORTRAIT = { width: 480, height: 640 }

describe('rectShapes', () => {
  it('orders by aspect ratio and pads to strides', () => {
    const plan = rectShapes([PORTRAIT, LANDSCAPE, WIDE, PORTRAIT], { batch: 2, longSide: 640 })
    // 480 / 32 + 0.5 strides, rounded up: 16 strides of 32; the longer side gets 20 + 0.5, so 21.
    expect(plan).toEqual([
      { images: [2, 1], target: { width: 672, height: 512, longSide: 640 } },
      { images: [0, 3], target: { width: 512, height: 672, longSide: 640 } },
    ])
  })

  it('is square where a batch has wide and tall images, or a square one', () => {
    const sizes = [LANDSCAPE, PORTRAIT, SQUARE]
    for (const { target } of rectShapes(sizes, { batch: 3, longSide: 640 })) {
      expect([target.width, target.height]).toEqual([672, 672])
    }
  })

  it('takes stride and pad from the options', () => {
    const [{ target }] = rectShapes([LANDSCAPE], { batch: 1, longSide: 320, stride: 64, pad: 0 })
    expect([target.width, target.height]).toEqual([320, 256])
  })
})

describe('fixedShapes', () => {
  it('cuts the list into consecutive batches, the last one short', () => {
    const plan = fixedShapes(5, 2, WIDE)
    expect(plan.map(({ images }) => images)).toEqual([[0, 1], [2, 3], [4]])
    expect(plan.every(({ target }) => target === WIDE)).toBe(true)
    expect(fixedShapes(0, 2, WIDE)).toEqual([])
  })
})

describeWithReference('oracles/yolov5n/letterbox.json', 'rectShapes on COCO images', () => {
  it("gives the shapes of YOLOv5's own computation in numpy", () => {
    const path = reference('oracles/yolov5n/letterbox.json')
    const entries = z
      .array(z.object({ h0: z.number(), w0: z.number() }))
      .parse(JSON.parse(readFileSync(path, 'utf8')))
    const sizes = entries.map(({ w0, h0 }) => ({ width: w0, height: h0 }))
    const plan = rectShapes(sizes, { batch: 16, longSide: 640 })
    expect(plan.map(({ target }) => [target.height, target.width])).toEqual([
      [448, 672],
      [512, 672],
      [512, 672],
      [672, 672],
      [672, 512],
    ])
  })
})
