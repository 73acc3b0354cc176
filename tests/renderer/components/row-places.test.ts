import { describe, expect, it } from 'vitest'
import { placeRows } from '../../../src/renderer/components/row-places.ts'

const indices = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at)
const elementsOf = (rows: ReturnType<typeof placeRows>) => rows.map(({ element }) => element)

describe('placeRows', () => {
  it('gives every row an element of its own', () => {
    const rows = placeRows(indices(17, 5), 5, [], true)
    expect(new Set(elementsOf(rows)).size).toBe(5)
    expect(rows.map(({ index }) => index)).toEqual([17, 18, 19, 20, 21])
  })

  it('leaves the elements of rows that stay, and takes up those of rows that left', () => {
    const before = placeRows(indices(0, 5), 5, [], false)
    const after = placeRows(indices(2, 5), 5, elementsOf(before), true)
    expect(elementsOf(after)).toEqual(elementsOf(before))
    expect(after.map(({ index }) => index)).toEqual([5, 6, 2, 3, 4])
  })

  it('puts elements in the order of the rows at rest', () => {
    const rows = placeRows(indices(2, 5), 5, [0, 1, 2, 3, 4], false)
    expect(rows.map(({ index }) => index)).toEqual([2, 3, 4, 5, 6])
  })

  it('puts new elements behind those that are there, and drops what shows nothing', () => {
    const rows = placeRows(indices(3, 3), 6, [0, 1, 2, 3], true)
    expect(rows).toEqual([
      { index: 3, element: 3 },
      { index: 4, element: 4 },
      { index: 5, element: 5 },
    ])
  })
})
