import { describe, expect, it } from 'vitest'
import { NO_AUGMENTATION } from '../../../src/main/data/augment/settings.ts'
import { TrainingOrder } from '../../../src/main/data/training-order.ts'
import { samplesOf, type TrainingSample } from '../../../src/main/data/training-samples.ts'

const COUNT = 10
const NONE = new Map<number, unknown>()
const MOSAICS = { ...NO_AUGMENTATION, mosaic: 1 }

function firstSteps(steps: number, settings = MOSAICS, bad = NONE): TrainingSample[] {
  const order = new TrainingOrder(COUNT, 4)
  return Array.from({ length: steps }, (_, step) =>
    samplesOf(step, { batch: 4, seed: 4 }, settings, order, bad),
  ).flat()
}

describe('samplesOf', () => {
  it('makes a sample of the image whose turn it is', () => {
    const order = new TrainingOrder(COUNT, 4)
    firstSteps(5, NO_AUGMENTATION).forEach(({ image, tiles }, place) => {
      expect(image).toBe(order.at(place, NONE))
      expect(tiles).toEqual([image])
    })
  })

  it('puts it in any corner of a mosaic, with images from the whole set', () => {
    const samples = firstSteps(100)
    expect(samples.every(({ tiles }) => tiles.length === 4)).toBe(true)
    const corners = samples
      .filter(({ image, tiles }) => tiles.indexOf(image) === tiles.lastIndexOf(image))
      .map(({ image, tiles }) => tiles.indexOf(image))
    for (const corner of [0, 1, 2, 3]) {
      const share = corners.filter((found) => found === corner).length / corners.length
      expect(share).toBeGreaterThan(0.15)
      expect(share).toBeLessThan(0.35)
    }
    expect(new Set(samples.flatMap(({ tiles }) => tiles)).size).toBe(COUNT)
  })

  it('takes no bad image, and changes no sample that has none', () => {
    const bad = new Map([[3, 'cut off']])
    const before = firstSteps(50)
    firstSteps(50, MOSAICS, bad).forEach((sample, at) => {
      expect(sample.tiles).not.toContain(3)
      expect(sample.draw).toEqual(before[at].draw)
      if (!before[at].tiles.includes(3)) expect(sample).toEqual(before[at])
    })
  })
})
