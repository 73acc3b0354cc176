import { describe, expect, it } from 'vitest'
import { placeAfterKey, tileLayout } from '../../../../src/renderer/components/images/tile-layout.ts'

describe('tileLayout', () => {
  it('has as many columns as find room with the gaps between them', () => {
    expect(tileLayout(3 * 100 + 2 * 8, 100, 20).columns).toBe(3)
    expect(tileLayout(3 * 100 + 2 * 8 - 1, 100, 20).columns).toBe(2)
    expect(tileLayout(30, 100, 20).columns).toBe(1)
  })

  it('gives a row a picture of 4:3, the caption and a gap', () => {
    expect(tileLayout(2 * 120 + 8, 100, 20).rowHeight).toBe(90 + 20 + 8)
    expect(tileLayout(0, 100, 20).rowHeight).toBeGreaterThan(0)
  })
})

describe('placeAfterKey', () => {
  const after = (key: string, place: number) => placeAfterKey(key, place, 4, 22)

  it('moves by one, by a row, by three rows, or to an end', () => {
    const keys = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End']
    expect(keys.map((key) => after(key, 9))).toEqual([10, 8, 13, 5, 21, 0, 0, 21])
  })

  it('stays within the list', () => {
    expect([after('ArrowLeft', 0), after('ArrowDown', 20), after('ArrowRight', 21)]).toEqual([0, 21, 21])
    expect(placeAfterKey('End', 0, 4, 0)).toBeNull()
  })

  it('leaves other keys alone', () => {
    expect(after('Enter', 3)).toBeNull()
    expect(after('a', 3)).toBeNull()
  })
})
