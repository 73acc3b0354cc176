import { describe, expect, it } from 'vitest'
import { rangesFromTable, weightRangesFromTable } from '../../../src/main/quant/table-ranges.ts'

const table = {
  version: 1 as const,
  model: { path: 'm.onnx', sha256: '' },
  images: 8,
  method: 'mse' as const,
  percentile: 99.9,
  activations: { t: { amax: 3, methods: { max: 5, percentile: 4 } } },
  weights: { w: { axis: 0, amax: [1, 2] } },
}

describe('rangesFromTable', () => {
  const ranges = rangesFromTable(table)

  it('gives what the table has, and its main amax for its main method', () => {
    expect(ranges.amax('t', { method: 'max', percentile: 99.99 })).toBe(5)
    expect(ranges.amax('t', { method: 'mse', percentile: 99.99 })).toBe(3)
  })

  it('gives a percentile only where it is the same one', () => {
    expect(ranges.amax('t', { method: 'percentile', percentile: 99.9 })).toBe(4)
    expect(ranges.amax('t', { method: 'percentile', percentile: 99.99 })).toBeUndefined()
  })

  it('has nothing for other tensors and methods, and nothing to merge', () => {
    expect(ranges.amax('t', { method: 'entropy', percentile: 99.99 })).toBeUndefined()
    expect(ranges.amax('u', { method: 'max', percentile: 99.99 })).toBeUndefined()
    expect(ranges.merged(['t'], { method: 'max', percentile: 99.99 })).toBeUndefined()
  })
})

describe('weightRangesFromTable', () => {
  it('gives ranges along the axis asked for', () => {
    const ranges = weightRangesFromTable(table)
    expect(ranges('w', 0)).toEqual([1, 2])
    expect(ranges('w', 1)).toBeUndefined()
    expect(ranges('v', 0)).toBeUndefined()
  })
})
