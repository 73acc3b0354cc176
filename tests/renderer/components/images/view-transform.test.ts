import { describe, expect, it } from 'vitest'
import {
  columnsFor,
  panBy,
  placementOf,
  WHOLE,
  zoomAt,
} from '../../../../src/renderer/components/images/view-transform.ts'

const panel = { width: 400, height: 200 }
const image = { width: 800, height: 800 }

describe('placementOf', () => {
  it('fits the whole image into the middle', () => {
    expect(placementOf(WHOLE, panel, image)).toEqual({ scale: 0.25, left: 100, top: 0 })
  })
})

describe('zoomAt', () => {
  it('keeps what lies under the point', () => {
    const point = { x: 220, y: 60 }
    const before = placementOf(WHOLE, panel, image)
    const view = zoomAt(WHOLE, panel, image, point, 4)
    const after = placementOf(view, panel, image)
    expect((point.x - after.left) / after.scale).toBeCloseTo((point.x - before.left) / before.scale, 9)
    expect((point.y - after.top) / after.scale).toBeCloseTo((point.y - before.top) / before.scale, 9)
    expect(after.scale).toBe(1)
  })

  it('never gets smaller than the whole, nor larger than 16 times', () => {
    expect(zoomAt(WHOLE, panel, image, { x: 0, y: 0 }, 0.1)).toEqual(WHOLE)
    expect(zoomAt(WHOLE, panel, image, { x: 0, y: 0 }, 1000).zoom).toBe(16)
  })
})

describe('panBy', () => {
  const zoomed = { zoom: 8, x: 0.5, y: 0.5 }

  it('moves by pixels of the panel', () => {
    const before = placementOf(zoomed, panel, image)
    const after = placementOf(panBy(zoomed, panel, image, 30, -20), panel, image)
    expect(after.left - before.left).toBeCloseTo(30, 9)
    expect(after.top - before.top).toBeCloseTo(-20, 9)
  })

  it('stops at the edge of the image', () => {
    const { left, top } = placementOf(panBy(zoomed, panel, image, 1e6, 1e6), panel, image)
    expect([left, top]).toEqual([expect.closeTo(0, 9), expect.closeTo(0, 9)])
    expect(panBy(WHOLE, panel, image, 50, 50)).toEqual(WHOLE)
  })
})

describe('columnsFor', () => {
  it('lets each image be as large as it can', () => {
    const stage = { width: 800, height: 400 }
    expect(columnsFor(2, stage, { width: 640, height: 480 }, 8, 24)).toBe(2)
    expect(columnsFor(2, { width: 400, height: 800 }, { width: 640, height: 480 }, 8, 24)).toBe(1)
    expect(columnsFor(4, { width: 800, height: 700 }, { width: 640, height: 480 }, 8, 24)).toBe(2)
    expect(columnsFor(1, stage, { width: 0, height: 0 }, 8, 24)).toBe(1)
  })
})
