import { describe, expect, it } from 'vitest'
import { tickDecimals } from '../../../src/renderer/charts/tick-decimals.ts'

describe('tickDecimals', () => {
  it('are as many as the distance of the ticks has', () => {
    expect(tickDecimals(0.568, 0.605)).toBe(2)
    expect(tickDecimals(0.886, 0.896)).toBe(3)
    expect(tickDecimals(0, 1)).toBe(1)
    expect(tickDecimals(0, 0.4)).toBe(1)
    expect(tickDecimals(0, 100)).toBe(0)
    expect(tickDecimals(1e6, 4e6)).toBe(0)
  })

  it('are not known where there is no range', () => {
    expect(tickDecimals(0.5, 0.5)).toBeUndefined()
    expect(tickDecimals(Infinity, -Infinity)).toBeUndefined()
    expect(tickDecimals(0, NaN)).toBeUndefined()
  })
})
