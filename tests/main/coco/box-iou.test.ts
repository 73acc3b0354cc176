import { describe, expect, it } from 'vitest'
import { boxIou } from '../../../src/main/coco/box-iou.ts'

type Box = [number, number, number, number]

const iou = (detection: Box, truth: Box, crowd = false): number =>
  boxIou(Float64Array.from(detection), 0, Float64Array.from(truth), 0, crowd)

describe('boxIou', () => {
  it('divides the intersection by the union', () => {
    expect(iou([0, 0, 10, 10], [5, 0, 10, 10])).toBe(50 / 150)
    expect(iou([5, 0, 10, 10], [0, 0, 10, 10])).toBe(50 / 150)
    expect(iou([2, 2, 4, 4], [0, 0, 8, 8])).toBe(16 / 64)
    expect(iou([1, 2, 3, 4], [1, 2, 3, 4])).toBe(1)
  })

  it('divides by the detection alone over a crowd', () => {
    expect(iou([0, 0, 10, 10], [5, 0, 100, 100], true)).toBe(0.5)
    expect(iou([20, 20, 10, 10], [5, 0, 100, 100], true)).toBe(1)
  })

  it('is 0 for boxes that touch, lie apart or have no area', () => {
    expect(iou([0, 0, 10, 10], [10, 0, 10, 10])).toBe(0)
    expect(iou([0, 0, 10, 10], [0, 30, 10, 10])).toBe(0)
    expect(iou([0, 0, 0, 10], [0, 0, 0, 10])).toBe(0)
  })

  it('reads boxes at their offsets', () => {
    const boxes = Float64Array.of(9, 9, 9, 9, 0, 0, 10, 10, 5, 0, 10, 10)
    expect(boxIou(boxes, 4, boxes, 8, false)).toBe(50 / 150)
  })
})
