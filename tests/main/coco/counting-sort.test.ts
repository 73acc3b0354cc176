import { describe, expect, it } from 'vitest'
import { groupByKey } from '../../../src/main/coco/counting-sort.ts'

describe('groupByKey', () => {
  it('groups rows by key and keeps their order within one', () => {
    const { rows, starts } = groupByKey(Int32Array.of(4, 0, 3, 1, 2), [1, 0, 1, 3, 1], 4)
    expect([...rows]).toEqual([1, 4, 0, 2, 3])
    expect([...starts]).toEqual([0, 1, 4, 4, 5])
  })

  it('sorts only the rows it is given', () => {
    const { rows, starts } = groupByKey(Int32Array.of(2, 0), [1, 9, 0], 2)
    expect([...rows]).toEqual([2, 0])
    expect([...starts]).toEqual([0, 1, 2])
  })

  it('takes nothing', () => {
    expect([...groupByKey(new Int32Array(0), [], 2).starts]).toEqual([0, 0, 0])
  })
})
