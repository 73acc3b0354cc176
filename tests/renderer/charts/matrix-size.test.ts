import { describe, expect, it } from 'vitest'
import { cellSize, matrixWidth } from '../../../src/renderer/charts/matrix-size.ts'

describe('cellSize', () => {
  it('takes the room that there is, in width and height', () => {
    expect(cellSize(13, 140 + 13 * 30, 2000)).toBe(30)
    // 0.62 · 800 - 128 = 368 pixels for 13 rows.
    expect(cellSize(13, 2000, 800)).toBe(28)
    expect(cellSize(3, 2000, 2000)).toBe(44)
  })

  it('stays readable where there is none', () => {
    expect([3, 27, 81].map((classes) => cellSize(classes, 0, 0))).toEqual([26, 18, 13])
  })
})

describe('matrixWidth', () => {
  it('is that of names and cells', () => {
    expect(matrixWidth(10, 20)).toBe(128 + 12 + 200)
    expect(matrixWidth(10)).toBe(128 + 12 + 440)
  })
})
