import { describe, expect, it } from 'vitest'
import { evaluationParameters, iouThresholdIndex } from '../../../src/main/coco/parameters.ts'

describe('evaluationParameters', () => {
  it('has the defaults of COCO', () => {
    const { iouThresholds, areaRanges, maxDets } = evaluationParameters()
    expect(iouThresholds).toHaveLength(10)
    expect(areaRanges.map(({ min, max }) => [min, max])).toEqual([
      [0, 1e10],
      [0, 1024],
      [1024, 9216],
      [9216, 1e10],
    ])
    expect(maxDets).toEqual([1, 10, 100])
  })

  it.each([
    [{ iouThresholds: [] }, '1 to 31 IoU thresholds, got 0'],
    [{ iouThresholds: new Float64Array(32).fill(0.5) }, 'got 32'],
    [{ iouThresholds: [0.5, 50] }, 'up to 1, got 50'],
    [{ iouThresholds: [0] }, 'above 0 and up to 1, got 0'],
    [{ iouThresholds: [NaN] }, 'got NaN'],
    [{ areaRanges: [] }, '1 to 31 area ranges, got 0'],
    [{ maxDets: [1, 100, 10] as const }, 'ascending detection limits of at least 1, got 1, 100, 10'],
    [{ maxDets: [0, 1, 2] as const }, 'got 0, 1, 2'],
    [{ maxDets: [1, NaN, 2] as const }, 'got 1, NaN, 2'],
  ])('refuses %j', (options, message) => {
    expect(() => evaluationParameters(options)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(message) }),
    )
  })
})

describe('iouThresholdIndex', () => {
  it('finds thresholds despite their last bits', () => {
    expect(iouThresholdIndex(evaluationParameters(), 0.5)).toBe(0)
    expect(iouThresholdIndex(evaluationParameters(), 0.65)).toBe(3)
    expect(iouThresholdIndex(evaluationParameters(), 0.95)).toBe(9)
  })

  it('refuses one that was not evaluated', () => {
    expect(() => iouThresholdIndex(evaluationParameters({ iouThresholds: [0.5, 0.75] }), 0.6)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining('0.5, 0.75, got 0.6') }),
    )
  })
})
