import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../../src/main/base/files.ts'
import { DEMO_CLASSES } from '../../../../src/main/data/demo-set/classes.ts'
import { renderScene, type SceneBox } from '../../../../src/main/data/demo-set/scene.ts'

const scenes = Array.from({ length: 120 }, (_, index) => renderScene(2024, index, 'train2017'))
const boxes = scenes.flatMap((scene) => scene.boxes)
const single = boxes.filter(({ crowd }) => !crowd)

const longer = ({ bbox }: SceneBox): number => Math.max(bbox[2], bbox[3])

describe('renderScene', () => {
  it('renders the same pixels and boxes on every machine', () => {
    const { image, boxes } = renderScene(2024, 9, 'train2017')
    expect([image.width, image.height]).toEqual([230, 237])
    expect(sha256(image.data)).toBe('00a06d6cbaa7d6e6cf510fb31f3463718a3ae2cc4ae49c728bfaa8e33d0aae57')
    expect(boxes.map(({ category, bbox }) => [DEMO_CLASSES[category], ...bbox])).toEqual([
      ['ring', 128.75, 95.82, 15.85, 15.86],
      ['triangle', 100.17, 132.72, 6.3, 7.49],
    ])
  })

  it('renders another picture for another seed, index or split', () => {
    const hashes = [
      renderScene(1, 0, 'train2017'),
      renderScene(2, 0, 'train2017'),
      renderScene(1, 1, 'train2017'),
      renderScene(1, 0, 'val2017'),
      renderScene(1, 1, 'val2017'),
    ].map(({ image }) => sha256(image.data))
    expect(new Set(hashes).size).toBe(5)
  })

  it('has sides of 160 to 320 pixels, of many proportions', () => {
    const sides = scenes.flatMap(({ image }) => [image.width, image.height])
    expect(Math.min(...sides)).toBeGreaterThanOrEqual(160)
    expect(Math.max(...sides)).toBeLessThanOrEqual(320)
    const proportions = scenes.map(({ image }) => image.width / image.height)
    expect(Math.min(...proportions)).toBeLessThan(0.67)
    expect(Math.max(...proportions)).toBeGreaterThan(1.5)
    for (const { image } of scenes) expect(image.data.length).toBe(3 * image.width * image.height)
  })

  it('has objects from 6 to 120 pixels, every octave of them, inside the picture', () => {
    const sizes = single.map(longer)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(6)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(120)
    for (const low of [6, 12, 24, 48]) {
      expect(sizes.filter((size) => size >= low && size < 2 * low).length).toBeGreaterThan(sizes.length / 10)
    }
    expect(sizes.filter((size) => size > 90).length).toBeGreaterThan(0)
    for (const { image, boxes } of scenes) {
      for (const { bbox } of boxes) {
        expect(Math.min(...bbox)).toBeGreaterThanOrEqual(0)
        expect(bbox[0] + bbox[2]).toBeLessThanOrEqual(image.width + 0.01)
        expect(bbox[1] + bbox[3]).toBeLessThanOrEqual(image.height + 0.01)
      }
    }
  })

  it('shows every class about as often', () => {
    expect(DEMO_CLASSES.length).toBeGreaterThanOrEqual(10)
    const counts = DEMO_CLASSES.map((_, index) => single.filter(({ category }) => category === index).length)
    const mean = single.length / DEMO_CLASSES.length
    expect(Math.min(...counts)).toBeGreaterThan(mean / 2)
    expect(Math.max(...counts)).toBeLessThan(mean * 1.6)
  })

  it('has empty, plain and crowded pictures, and crowds', () => {
    const counts = scenes.map(({ boxes }) => boxes.filter(({ crowd }) => !crowd).length)
    expect(counts.filter((count) => count === 0).length).toBeGreaterThan(0)
    expect(counts.filter((count) => count > 12).length).toBeGreaterThan(0)
    expect(Math.max(...counts)).toBeLessThanOrEqual(24)
    const crowds = boxes.filter(({ crowd }) => crowd)
    expect(crowds.length).toBeGreaterThan(3)
    for (const crowd of crowds) expect(longer(crowd)).toBeGreaterThan(30)
  })

  it('masks the visible pixels within the box', () => {
    for (const { image, boxes } of scenes) {
      for (const { mask, area, bbox } of boxes) {
        expect(mask.size).toEqual([image.height, image.width])
        const inside = pixelsOf(mask.counts)
        expect(sum(mask.counts)).toBe(image.width * image.height)
        expect(inside.length).toBe(area)
        const columns = inside.map((pixel) => Math.floor(pixel / image.height))
        const rows = inside.map((pixel) => pixel % image.height)
        expect(Math.min(...columns)).toBeGreaterThanOrEqual(Math.floor(bbox[0]))
        expect(Math.min(...rows)).toBeGreaterThanOrEqual(Math.floor(bbox[1]))
        expect(Math.max(...columns)).toBeLessThan(Math.ceil(bbox[0] + bbox[2]))
        expect(Math.max(...rows)).toBeLessThan(Math.ceil(bbox[1] + bbox[3]))
      }
    }
  })
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Numbers of the pixels inside, counted down the columns. */
function pixelsOf(counts: readonly number[]): number[] {
  const pixels: number[] = []
  let at = 0
  counts.forEach((count, index) => {
    if (index % 2 === 1) for (let step = 0; step < count; step++) pixels.push(at + step)
    at += count
  })
  return pixels
}
