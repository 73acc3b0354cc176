import { describe, expect, it } from 'vitest'
import { IdIndex } from '../../../src/main/coco/id-index.ts'

describe('IdIndex', () => {
  it('numbers distinct ids in ascending order', () => {
    const index = new IdIndex([30, 7, 30, 100])
    expect([...index.ids]).toEqual([7, 30, 100])
    expect(index.size).toBe(3)
    expect([...index.ofAll(Float64Array.of(100, 100, 7, 8, 7, 30), 6)]).toEqual([2, 2, 0, -1, 0, 1])
  })

  it('knows no missing id', () => {
    expect(new IdIndex([1, 2]).of(NaN)).toBe(-1)
    expect(new IdIndex([]).of(1)).toBe(-1)
  })
})
