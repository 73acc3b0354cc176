import { describe, expect, it } from 'vitest'
import { jitterColour } from '../../../../src/main/data/augment/jitter-colour.ts'
import type { ColourGains } from '../../../../src/main/data/augment/sample-draw.ts'
import type { RgbImage } from '../../../../src/main/data/rgb-image.ts'
import { noise } from '../pixels.ts'

const SAME: ColourGains = { hue: 1, saturation: 1, value: 1 }

function jittered(pixel: readonly number[], gains: Partial<ColourGains>): number[] {
  const image = { data: Uint8Array.from(pixel), width: 1, height: 1 }
  jitterColour(image, { left: 0, top: 0, right: 1, bottom: 1 }, { ...SAME, ...gains })
  return [...image.data]
}

describe('jitterColour', () => {
  it('changes nothing with gains of one', () => {
    const image = noise(64, 64)
    const changed: RgbImage = { ...image, data: image.data.slice() }
    jitterColour(changed, { left: 0, top: 0, right: 64, bottom: 64 }, SAME)
    expect(changed.data).toEqual(image.data)
  })

  it('changes the value and keeps it to its range', () => {
    expect(jittered([100, 50, 20], { value: 0.5 })).toEqual([50, 25, 10])
    expect(jittered([200, 100, 50], { value: 1.4 })).toEqual([255, 128, 64])
    expect(jittered([0, 0, 0], { value: 1.4 })).toEqual([0, 0, 0])
  })

  it('changes the saturation and keeps it to its range', () => {
    expect(jittered([100, 50, 50], { saturation: 0.5 })).toEqual([100, 75, 75])
    expect(jittered([50, 100, 75], { saturation: 1.5 })).toEqual([25, 100, 63])
    expect(jittered([50, 20, 100], { saturation: 2 })).toEqual([38, 0, 100])
    expect(jittered([80, 80, 80], { saturation: 2 })).toEqual([80, 80, 80])
  })

  it('turns the hue', () => {
    // 240° · 0.5 = 120°; 120° · 0.5 = 60°; 300° · 1.2 = 360°; 60° · 1.5 = 90°; 180° · 1.5 = 270°
    expect(jittered([0, 0, 200], { hue: 0.5 })).toEqual([0, 200, 0])
    expect(jittered([0, 200, 0], { hue: 0.5 })).toEqual([200, 200, 0])
    expect(jittered([200, 0, 200], { hue: 1.2 })).toEqual([200, 0, 0])
    expect(jittered([200, 200, 100], { hue: 1.5 })).toEqual([150, 200, 100])
    expect(jittered([0, 200, 200], { hue: 1.5 })).toEqual([100, 0, 200])
  })

  it('leaves what is outside the region alone', () => {
    const image = noise(4, 3)
    const before = image.data.slice()
    jitterColour(image, { left: 1, top: 1, right: 3, bottom: 2 }, { ...SAME, value: 0 })
    before.fill(0, (4 + 1) * 3, (4 + 3) * 3)
    expect(image.data).toEqual(before)
  })
})
