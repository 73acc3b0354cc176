import { describe, expect, it } from 'vitest'
import { placeImage } from '../../../src/main/data/letterbox.ts'
import { DetectionsCollector } from '../../../src/main/detect/detections-collector.ts'

const f = Math.fround

describe('DetectionsCollector', () => {
  it('maps boxes back, clips them, and gives classes their category ids', () => {
    // 200 × 100 in 400 × 400: gain 2, 100 pixels of border above and below.
    const placed = placeImage({ width: 200, height: 100 }, { width: 400, height: 400 }, 'letterbox')
    const collector = new DetectionsCollector(Float64Array.of(1, NaN, 90))
    const found = {
      count: 4,
      boxes: Float32Array.of(20, 120, 60, 160, 0, 0, 9, 9, -8, 90, 30, 340, 1, 101, 3, 103, 5, 5, 5, 5),
      scores: Float32Array.of(0.9, 0.8, 0.7, 0.6, 0.5),
      classes: Int32Array.of(2, 1, 0, 5, 0),
    }
    collector.add(42, found, placed)
    collector.add(7, { ...found, count: 1 }, placed)
    expect(collector.dropped).toBe(2)
    expect(collector.finish()).toEqual({
      count: 3,
      imageIds: Float64Array.of(42, 42, 7),
      categoryIds: Float64Array.of(90, 1, 90),
      boxes: Float64Array.of(10, 10, 20, 20, 0, 0, 15, 100, 10, 10, 20, 20),
      scores: Float64Array.of(f(0.9), f(0.7), f(0.9)),
    })
  })

  it('turns corners into x, y, width, height in float32, through the centre', () => {
    const placed = placeImage({ width: 640, height: 640 }, { width: 640, height: 640 }, 'stretch')
    const collector = new DetectionsCollector(Float64Array.of(1))
    const [x1, x2] = [f(100.3), f(613.7)]
    const boxes = Float32Array.of(x1, 0, x2, 1)
    collector.add(1, { count: 1, boxes, scores: Float32Array.of(1), classes: Int32Array.of(0) }, placed)
    const width = f(x2 - x1)
    expect(collector.finish().boxes[0]).toBe(f(f(f(x1 + x2) / 2) - width / 2))
    expect(collector.finish().boxes[2]).toBe(width)
  })

  it('is empty before anything is added', () => {
    expect(new DetectionsCollector(new Float64Array(0)).finish().count).toBe(0)
  })
})
