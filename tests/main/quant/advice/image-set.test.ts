import { describe, expect, it } from 'vitest'
import { imageFigures } from '../../../../src/main/quant/advice/image-set.ts'

function image(width: number, height: number, colour: (x: number, y: number) => readonly number[]) {
  const data = Uint8Array.from({ length: width * height }, () => 0)
  const pixels = Array.from(data.keys()).flatMap((at) => [...colour(at % width, Math.floor(at / width))])
  return { data: Uint8Array.from(pixels), width, height }
}

describe('figures of an image', () => {
  it('are those of a plain grey one', () => {
    const { brightness, contrast, ...rest } = imageFigures(image(40, 10, () => [100, 100, 100]))
    expect(brightness).toBeCloseTo(100, 9)
    expect(contrast).toBeCloseTo(0, 4)
    expect(rest).toEqual({ colourfulness: 0, size: 20, aspect: 4 })
  })

  it('tell black and white from grey, and colour from both', () => {
    const { brightness, contrast } = imageFigures(
      image(20, 20, (x) => (x < 10 ? [0, 0, 0] : [255, 255, 255])),
    )
    expect(brightness).toBeCloseTo(127.5, 9)
    expect(contrast).toBeCloseTo(127.5, 9)
    const red = imageFigures(image(4, 4, () => [255, 0, 0]))
    expect(red.brightness).toBeCloseTo(0.299 * 255, 9)
    expect(red.colourfulness).toBe(255)
  })

  it('hold for large images, of which only some pixels are read', () => {
    const stripes = imageFigures(image(800, 600, (x) => (x % 2 === 0 ? [0, 0, 0] : [200, 200, 200])))
    expect(stripes.brightness).toBeGreaterThan(95)
    expect(stripes.brightness).toBeLessThan(105)
    expect(stripes.contrast).toBeGreaterThan(95)
  })
})
