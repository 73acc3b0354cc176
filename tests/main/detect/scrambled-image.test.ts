import { describe, expect, it } from 'vitest'
import { scrambledImage } from '../../../src/main/detect/scrambled-image.ts'

describe('scrambledImage', () => {
  it('moves blocks, keeps every pixel, and leaves the rest at the borders', () => {
    const width = 125
    const height = 121
    const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919) >> 5)
    const scrambled = scrambledImage({ width, height, data })
    expect(scrambled.data).not.toEqual(data)
    expect(scrambled.data.toSorted()).toEqual(data.toSorted())
    // Blocks of 2 × 2: the last column and the last row fill none.
    expect(scrambled.data.subarray(3 * 124, 3 * 125)).toEqual(data.subarray(3 * 124, 3 * 125))
    expect(scrambled.data.subarray(3 * 120 * width)).toEqual(data.subarray(3 * 120 * width))
    expect(scrambledImage({ width, height, data })).toEqual(scrambled)
  })

  it('takes images smaller than a block as they are', () => {
    const tiny = { width: 1, height: 1, data: Uint8Array.of(1, 2, 3) }
    expect(scrambledImage(tiny)).toEqual(tiny)
  })
})
