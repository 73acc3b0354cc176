import { describe, expect, it } from 'vitest'
import { linearTicks, logTicks, positionOn } from '../../../../src/renderer/charts/vector/axis.ts'

describe('axes', () => {
  it('places values on lines and decades', () => {
    expect(positionOn({ low: 0, high: 10, from: 100, to: 200 })(2.5)).toBe(125)
    const log = positionOn({ low: 0.01, high: 100, from: 0, to: 400, log: true })
    expect(log(1)).toBeCloseTo(200, 9)
    expect(log(0)).toBe(0)
  })

  it('ticks at round numbers within the ends', () => {
    expect(linearTicks(0, 31.6, 8)).toEqual([0, 5, 10, 15, 20, 25, 30])
    expect(linearTicks(3, 3, 5)).toEqual([3])
    expect(logTicks(0.0005, 2, 10).map((tick) => Math.round(Math.log10(tick)))).toEqual([-3, -2, -1, 0])
    expect(logTicks(1e-9, 1, 4).length).toBeLessThanOrEqual(4)
  })
})
