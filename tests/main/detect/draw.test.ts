import { describe, expect, it } from 'vitest'
import { drawDetections } from '../../../src/main/detect/draw.ts'
import type { RgbImage } from '../../../src/main/data/rgb-image.ts'

function blank(width: number, height: number): RgbImage {
  return { width, height, data: new Uint8Array(3 * width * height) }
}

function one(box: number[], classIndex = 0) {
  return {
    count: 1,
    boxes: Float32Array.from(box),
    scores: Float32Array.of(1),
    classes: Int32Array.of(classIndex),
  }
}

/** The image as text: a character a pixel, `.` where it is still black. */
function picture({ data, width, height }: RgbImage): string[] {
  const inks: Record<string, string> = { '0,0,0': '.' }
  const letters = [...'#ox']
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const color = data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3).join()
      return (inks[color] ??= letters.shift() ?? '?')
    }).join(''),
  )
}

describe('drawDetections', () => {
  it('frames a box on a copy', () => {
    const image = blank(9, 8)
    const drawn = drawDetections(image, one([1, 1, 8, 7]), () => '')
    expect(picture(drawn)).toEqual([
      '.........',
      '.#######.',
      '.#######.',
      '.##...##.',
      '.##...##.',
      '.#######.',
      '.#######.',
      '.........',
    ])
    expect(image.data.every((value) => value === 0)).toBe(true)
  })

  it('writes a label on a bar over the box, in ink that shows on its colour', () => {
    const drawn = picture(drawDetections(blank(12, 30), one([0, 12, 12, 30]), () => 'N'))
    expect(drawn.slice(0, 13)).toEqual([
      '............',
      '#########...',
      '#########...',
      '##o###o##...',
      '##o###o##...',
      '##oo##o##...',
      '##o#o#o##...',
      '##o##oo##...',
      '##o###o##...',
      '##o###o##...',
      '#########...',
      '#########...',
      '############',
    ])
  })

  it('writes it into the box where there is no room above', () => {
    const drawn = picture(drawDetections(blank(12, 30), one([0, 4, 12, 30]), () => 'n'))
    expect(drawn[3]).toBe('............')
    expect(drawn[8]).toBe('##oo##o##.##')
  })

  it('cuts boxes and labels off at the border', () => {
    const drawn = drawDetections(blank(20, 20), one([-50, -50, 70, 70]), () => 'TOO LONG FOR IT')
    expect(drawn.data).toHaveLength(1200)
    expect(
      drawDetections(blank(4, 4), one([9, 9, 12, 12]), () => '').data.every((value) => value === 0),
    ).toBe(true)
  })

  it('gives classes different colours and puts the best detection on top', () => {
    const detections = {
      count: 2,
      boxes: Float32Array.of(0, 0, 4, 4, 0, 0, 4, 4),
      scores: Float32Array.of(0.9, 0.8),
      classes: Int32Array.of(0, 1),
    }
    const both = drawDetections(blank(4, 4), detections, () => '')
    const best = drawDetections(blank(4, 4), one([0, 0, 4, 4], 0), () => '')
    const other = drawDetections(blank(4, 4), one([0, 0, 4, 4], 1), () => '')
    expect(both.data).toEqual(best.data)
    expect(other.data).not.toEqual(best.data)
  })
})
