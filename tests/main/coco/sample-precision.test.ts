import { describe, expect, it } from 'vitest'
import { samplePrecision } from '../../../src/main/coco/sample-precision.ts'

const RECALLS = [0, 0.25, 0.5, 0.51, 1]

describe('samplePrecision', () => {
  it('reads the best precision at or beyond each recall', () => {
    // Four boxes, found after 1, 1 and 5 false positives: precision 1/2, 2/3, 3/8; recall ends at 3/4.
    const precision = new Float64Array(5)
    const hits = samplePrecision(Int32Array.of(1, 1, 5), 4, precision, RECALLS)
    expect([...precision]).toEqual([2 / 3, 2 / 3, 2 / 3, 3 / 8, 0])
    expect([...hits]).toEqual([0, 0, 1, 2, -1])
  })

  it('is 0 everywhere without a true positive', () => {
    const precision = new Float64Array(5).fill(7)
    expect([...samplePrecision(new Int32Array(0), 3, precision, RECALLS)]).toEqual([-1, -1, -1, -1, -1])
    expect([...precision]).toEqual([0, 0, 0, 0, 0])
  })

  it('keeps the rounding of the original: a single box found at once is a little below 1', () => {
    const precision = new Float64Array(101)
    samplePrecision(Int32Array.of(0), 1, precision)
    expect(precision[0]).toBe(1 / (1 + Number.EPSILON))
    expect(precision[100]).toBeLessThan(1)
  })
})
