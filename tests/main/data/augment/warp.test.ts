import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../src/main/base/random.ts'
import { drawSample, isPlain, type SampleDraw } from '../../../../src/main/data/augment/sample-draw.ts'
import { NO_AUGMENTATION } from '../../../../src/main/data/augment/settings.ts'
import { warpOf } from '../../../../src/main/data/augment/warp.ts'

const INPUT = { width: 100, height: 80 }
const IMAGE = { width: 50, height: 20 }
const PLAIN: SampleDraw = {
  flip: false,
  zoom: 1,
  shiftX: 0,
  shiftY: 0,
  mosaic: null,
  colour: null,
}

describe('warpOf', () => {
  it('places an image as evaluation does when nothing is drawn', () => {
    expect(warpOf(IMAGE, INPUT, 'letterbox', PLAIN, 0)).toEqual({
      x: { scale: 2, offset: 0 },
      y: { scale: 2, offset: 20 },
    })
    expect(warpOf(IMAGE, INPUT, 'stretch', PLAIN, 0)).toEqual({
      x: { scale: 2, offset: 0 },
      y: { scale: 4, offset: 0 },
    })
  })

  it('mirrors about the middle of the input', () => {
    const { x, y } = warpOf({ width: 40, height: 80 }, INPUT, 'topleft', { ...PLAIN, flip: true }, 0)
    expect(x).toEqual({ scale: -1, offset: 100 })
    expect(y).toEqual({ scale: 1, offset: 0 })
  })

  it('zooms about the middle of the image, then shifts', () => {
    const draw = { ...PLAIN, zoom: 0.5, shiftX: 0.1, shiftY: -0.1 }
    expect(warpOf(IMAGE, INPUT, 'letterbox', draw, 0)).toEqual({
      x: { scale: 1, offset: 35 },
      y: { scale: 1, offset: 22 },
    })
  })

  it('keeps the middle of the image in the input', () => {
    const strip = { width: 100, height: 4 }
    const { y } = warpOf(strip, INPUT, 'topleft', { ...PLAIN, zoom: 1.5, shiftY: -0.1 }, 0)
    expect(y).toEqual({ scale: 1.5, offset: -3 })
  })

  it('lets the four of a mosaic meet in one point', () => {
    const draw = { ...PLAIN, zoom: 0.5, shiftX: 0.1, mosaic: { x: 0.2, y: -0.3 } }
    // Meeting at (0.5 + 0.1 + 0.2 / 2) · 100 and (0.5 − 0.3 / 2) · 80; each image is 50 × 20 after the zoom.
    const offsets = [0, 1, 2, 3].map((tile) => {
      const { x, y } = warpOf(IMAGE, INPUT, 'letterbox', draw, tile)
      expect(x.scale).toBe(1)
      expect(y.scale).toBe(1)
      return [x.offset, y.offset]
    })
    const expected = [
      [20, 8],
      [70, 8],
      [20, 28],
      [70, 28],
    ]
    offsets.flat().forEach((offset, at) => expect(offset).toBeCloseTo(expected.flat()[at], 10))
  })
})

describe('drawSample', () => {
  it('draws nothing without augmentation', () => {
    expect(isPlain(drawSample(seededRandom(1), NO_AUGMENTATION))).toBe(true)
  })

  it('draws each setting in its range, the ends of which are met', () => {
    const random = seededRandom(2)
    const settings = { flip: 0.25, scale: 0.4, mosaic: 0.75, colour: 0.5 }
    const draws = Array.from({ length: 4000 }, () => drawSample(random, settings))
    const share = (holds: (draw: SampleDraw) => boolean): number => draws.filter(holds).length / 4000
    expect(share(({ flip }) => flip)).toBeCloseTo(0.25, 1)
    expect(share(({ mosaic }) => mosaic !== null)).toBeCloseTo(0.75, 1)
    const range = (pick: (draw: SampleDraw) => number): number[] => {
      const values = draws.map(pick)
      return [Math.min(...values), Math.max(...values)]
    }
    expectRange(
      range(({ zoom }) => zoom),
      0.6,
      1.4,
    )
    expectRange(
      range(({ shiftX }) => shiftX),
      -0.1,
      0.1,
    )
    expectRange(
      range(({ shiftY }) => shiftY),
      -0.1,
      0.1,
    )
    expectRange(
      range(({ mosaic }) => mosaic?.x ?? 0),
      -0.5,
      0.5,
    )
    expectRange(
      range(({ mosaic }) => mosaic?.y ?? 0),
      -0.5,
      0.5,
    )
    expectRange(
      range(({ colour }) => colour?.hue ?? 1),
      1 - 0.0075,
      1 + 0.0075,
    )
    expectRange(
      range(({ colour }) => colour?.saturation ?? 1),
      0.65,
      1.35,
    )
    expectRange(
      range(({ colour }) => colour?.value ?? 1),
      0.8,
      1.2,
    )
  })

  it('draws the rest alike when one setting changes', () => {
    const base = { flip: 0.5, scale: 0.5, mosaic: 1, colour: 0 }
    const one = drawSample(seededRandom(3), base)
    const two = drawSample(seededRandom(3), { ...base, colour: 1 })
    expect({ ...two, colour: null }).toEqual(one)
  })
})

function expectRange([least, most]: number[], from: number, to: number): void {
  const slack = (to - from) / 100
  expect(least).toBeGreaterThanOrEqual(from)
  expect(least).toBeLessThan(from + slack)
  expect(most).toBeLessThanOrEqual(to)
  expect(most).toBeGreaterThan(to - slack)
}
