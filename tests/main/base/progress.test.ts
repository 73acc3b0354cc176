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
    const meter = meterAt([0, 1_000_000, 1_005_000])
    meter.step(0, 100_000)
    meter.step(10_000, 100_000)
    expect(meter.step(10_000 + 100, 100_000).rate).toBeCloseTo(10 + (20 - 10) * (1 - Math.exp(-1)), 9)
  })

  it('does not take two steps in quick succession for the pace of all', () => {
    const meter = meterAt([0, 0.1, 1000, 2000, 3000])
    meter.step(0, 100)
    expect(meter.step(1, 100).rate).toBeCloseTo(10_000, 6)
    for (const done of [2, 3, 4]) {
      const { rate, etaSeconds } = meter.step(done, 100)
      expect(rate).toBeGreaterThan(0.9)
      expect(rate).toBeLessThan(2.1)
      expect(etaSeconds).toBeGreaterThan(45)
    }
  })

  it('settles with bursts: steps that come eight at once', () => {
    let now = 0
    const meter = new RateMeter(() => now)
    const rates: number[] = []
    for (let done = 0; done <= 800; done++) {
      now += done % 8 === 0 ? 800 : 0.01
      const { rate } = meter.step(done, 800)
      if (done > 80) rates.push(rate)
    }
    expect(Math.min(...rates)).toBeGreaterThan(8.5)
    expect(Math.max(...rates)).toBeLessThan(12)
  })

  it('is never negative, infinite or no number: work that starts over, too much of it, a clock that goes back', () => {
    const times = [0, 1000, 2000, 2000, 3000, 500, 1500, 2500]
    const meter = meterAt(times)
    const dones = [0, 10, 5, 5, 15, 20, 30, 120]
    for (const done of dones) {
      const { rate, etaSeconds = 0 } = meter.step(done, 100)
      expect(Number.isFinite(rate) && rate >= 0).toBe(true)
      expect(Number.isFinite(etaSeconds) && etaSeconds >= 0).toBe(true)
    }
    expect(times).toEqual([])
    expect(meterAt([0, 1]).step(5, 0)).toEqual({ rate: 0, etaSeconds: undefined })
  })

  it('counts from where work starts over', () => {
    const meter = meterAt([0, 1000, 1000, 2000])
    meter.step(0, 100)
    meter.step(10, 100)
    meter.step(0, 100)
    expect(meter.step(10, 100).rate).toBeCloseTo(10, 12)
  })

  it('does not move without progress', () => {
    const meter = meterAt([0, 1000, 9000])
    meter.step(0, 10)
    meter.step(5, 10)
    expect(meter.step(5, 10).rate).toBe(5)
  })
})
