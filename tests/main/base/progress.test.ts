import { describe, expect, it } from 'vitest'
import { RateMeter } from '../../../src/main/base/progress.ts'

function meterAt(times: number[]): RateMeter {
  return new RateMeter(() => times.shift() ?? Number.NaN)
}

describe('RateMeter', () => {
  it('knows nothing at the first step and the true rate at a steady pace', () => {
    const meter = meterAt([0, 1000, 2000])
    expect(meter.step(0, 100)).toEqual({ rate: 0, etaSeconds: undefined })
    expect(meter.step(10, 100)).toEqual({ rate: 10, etaSeconds: 9 })
    const steady = meter.step(20, 100)
    expect(steady.rate).toBeCloseTo(10, 12)
    expect(steady.etaSeconds).toBeCloseTo(8, 12)
  })

  it('follows a change of pace slowly: after τ = 5 s by 1 − 1/e', () => {
    const meter = meterAt([0, 1000, 6000])
    meter.step(0, 1000)
    meter.step(10, 1000)
    expect(meter.step(10 + 100, 1000).rate).toBeCloseTo(10 + (20 - 10) * (1 - Math.exp(-1)), 12)
  })

  it('does not move without progress', () => {
    const meter = meterAt([0, 1000, 9000])
    meter.step(0, 10)
    meter.step(5, 10)
    expect(meter.step(5, 10).rate).toBe(5)
  })
})
