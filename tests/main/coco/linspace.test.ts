import { describe, expect, it } from 'vitest'
import { linspace } from '../../../src/main/coco/linspace.ts'

describe('linspace', () => {
  it('rounds as numpy does, not as decimals would', () => {
    const thresholds = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95]
    expect([...linspace(0.5, 0.95, 10)]).toEqual(thresholds)
    const recalls = linspace(0, 1, 101)
    const off = [...recalls.keys()].filter((index) => recalls[index] !== index / 100)
    expect(off).toEqual([35, 41, 47, 57, 69, 70, 82, 83, 94, 95])
    expect(recalls[35]).toBe(0.35000000000000003)
  })

  it('ends exactly at stop', () => {
    expect(linspace(0, 1, 1000)[999]).toBe(1)
    expect(linspace(0, 1, 1000)).toHaveLength(1000)
  })
})
