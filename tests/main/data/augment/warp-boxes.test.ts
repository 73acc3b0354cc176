import { describe, expect, it } from 'vitest'
import { warpBoxes } from '../../../../src/main/data/augment/warp-boxes.ts'

const IMAGE = { width: 100, height: 50 }
const INPUT = { width: 200, height: 200 }
const DOUBLE = { x: { scale: 2, offset: 0 }, y: { scale: 2, offset: 50 } }

function warped(x: number, y: number, width: number, height: number, warp = DOUBLE): number[][] {
  return warpBoxes([{ categoryId: 6, x, y, width, height }], warp, IMAGE, INPUT).map((box) => {
    expect(box.categoryId).toBe(6)
    return [box.x, box.y, box.width, box.height]
  })
}

describe('warpBoxes', () => {
  it('scales and moves', () => {
    expect(warped(10, 20, 30, 5)).toEqual([[20, 90, 60, 10]])
  })

  it('mirrors', () => {
    const mirrored = { ...DOUBLE, x: { scale: -2, offset: 200 } }
    expect(warped(10, 20, 30, 5, mirrored)).toEqual([[120, 90, 60, 10]])
  })

  it('cuts to the input and to the image', () => {
    const moved = { ...DOUBLE, x: { scale: 2, offset: -30 } }
    expect(warped(10, 20, 30, 5, moved)).toEqual([[0, 90, 50, 10]])
    expect(warped(10, 40, 30, 20)).toEqual([[20, 130, 60, 20]])
  })

  it('drops what is under two pixels', () => {
    expect(warped(10, 20, 1, 5)).toEqual([[20, 90, 2, 10]])
    expect(warped(10, 20, 0.99, 5)).toEqual([])
    expect(warped(10, 20, 5, 0.99)).toEqual([])
  })

  it('drops what has less than a tenth left', () => {
    const movedBy = (offset: number): number[][] =>
      warped(0, 20, 50, 5, { ...DOUBLE, x: { scale: 2, offset } })
    expect(movedBy(-90)).toEqual([[0, 90, 10, 10]])
    expect(movedBy(-90.5)).toEqual([])
    expect(movedBy(-100)).toEqual([])
    expect(movedBy(300)).toEqual([])
  })

  it('drops what is more than a hundred times as long as wide', () => {
    const long = { x: { scale: 2, offset: 0 }, y: { scale: 0.5, offset: 0 } }
    expect(warped(0, 20, 100, 4, long)).toEqual([[0, 10, 200, 2]])
    const longer = { x: { scale: 2.02, offset: 0 }, y: { scale: 0.5, offset: 0 } }
    const wide = { width: 300, height: 200 }
    expect(warpBoxes([{ categoryId: 1, x: 0, y: 20, width: 100, height: 4 }], longer, IMAGE, wide)).toEqual(
      [],
    )
  })
})
