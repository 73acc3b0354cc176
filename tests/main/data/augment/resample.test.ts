import { describe, expect, it } from 'vitest'
import { resampleInto } from '../../../../src/main/data/augment/resample.ts'
import type { RgbImage } from '../../../../src/main/data/rgb-image.ts'
import { resizeRgb } from '../../../../src/main/data/resize.ts'
import { grey, noise, reds } from '../pixels.ts'

const IMAGE = grey([
  [10, 20, 30],
  [40, 50, 60],
])

function canvas(width: number, height: number): RgbImage {
  return { data: new Uint8Array(width * height * 3).fill(1), width, height }
}

describe('resampleInto', () => {
  it('copies where nothing is zoomed, and leaves the rest alone', () => {
    const out = canvas(5, 4)
    const region = resampleInto(IMAGE, { x: { scale: 1, offset: 1 }, y: { scale: 1, offset: -1 } }, out)
    expect(region).toEqual({ left: 1, top: 0, right: 4, bottom: 1 })
    expect(reds(out)).toEqual([
      [1, 40, 50, 60, 1],
      [1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1],
    ])
  })

  it('covers the pixels whose centres the image covers', () => {
    const covered = (offset: number): number[] => {
      const { left, right } = resampleInto(
        IMAGE,
        { x: { scale: 1, offset }, y: { scale: 1, offset: 0 } },
        canvas(8, 2),
      )
      return [left, right]
    }
    expect([1.4, 1.6, -0.4, -0.6, 5.6].map(covered)).toEqual([
      [1, 4],
      [2, 5],
      [0, 3],
      [0, 2],
      [6, 8],
    ])
  })

  it('mirrors', () => {
    const out = canvas(3, 2)
    resampleInto(IMAGE, { x: { scale: -1, offset: 3 }, y: { scale: 1, offset: 0 } }, out)
    expect(reds(out)).toEqual([
      [30, 20, 10],
      [60, 50, 40],
    ])
  })

  it('blends neighbours where the image grows, and repeats its border', () => {
    const out = canvas(6, 1)
    // Centres at source positions 0.25, 0.75, 1.25, …, so 3/4 and 1/4 of two columns; the row is the mean of both.
    resampleInto(IMAGE, { x: { scale: 2, offset: 0 }, y: { scale: 1, offset: -0.5 } }, out)
    expect(reds(out)).toEqual([[25, 28, 33, 38, 43, 45]])
  })

  it('averages the covered area where the image shrinks', () => {
    const out = canvas(2, 1)
    // Boxes of 1.5 columns and 2 rows: (25 + 35/2) / 1.5 and (35/2 + 45) / 1.5.
    resampleInto(IMAGE, { x: { scale: 2 / 3, offset: 0 }, y: { scale: 1 / 2, offset: 0 } }, out)
    expect(reds(out)).toEqual([[28, 42]])
  })

  it.each([
    [100, 75],
    [160, 120],
    [37, 200],
  ])('differs from the resize of evaluation by one level at most: %i × %i', (width, height) => {
    const image = noise(120, 90)
    const grows = width > 120 && height > 90
    const mixed = width > 120 !== height > 90
    const out = canvas(width, height)
    resampleInto(image, { x: { scale: width / 120, offset: 0 }, y: { scale: height / 90, offset: 0 } }, out)
    if (mixed) {
      // Each axis by its own rule, which OpenCV does not do; it is the two resizes one after the other.
      const across = resizeRgb(image, { width, height: 90 }, 'area')
      expectNear(out.data, resizeRgb(across, { width, height }, 'linear').data)
    } else {
      expectNear(out.data, resizeRgb(image, { width, height }, grows ? 'linear' : 'area').data)
    }
  })

  it('draws nothing of an image that is out of view', () => {
    const out = canvas(4, 4)
    const { left, right } = resampleInto(
      IMAGE,
      { x: { scale: 1, offset: 9 }, y: { scale: 1, offset: 0 } },
      out,
    )
    expect(right - left).toBe(0)
    expect(new Set(out.data)).toEqual(new Set([1]))
  })

  it('takes images of one pixel and lines', () => {
    const out = canvas(3, 3)
    resampleInto(grey([[7]]), { x: { scale: 3, offset: 0 }, y: { scale: 3, offset: 0 } }, out)
    expect(reds(out)).toEqual([
      [7, 7, 7],
      [7, 7, 7],
      [7, 7, 7],
    ])
  })
})

function expectNear(actual: Uint8Array, expected: Uint8Array): void {
  expect(actual.length).toBe(expected.length)
  expect(actual.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at])), 0)).toBeLessThan(
    2,
  )
}
