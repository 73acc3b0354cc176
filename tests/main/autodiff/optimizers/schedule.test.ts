import { describe, expect, it } from 'vitest'
import { cosineSchedule, stepSchedule } from '../../../../src/main/autodiff/optimizers/schedule.ts'

describe('stepSchedule', () => {
  it('holds a rate until the next one', () => {
    const rate = stepSchedule({ 8: 1e-6, 0: 1e-6, 3: 1e-5 })
    expect([0, 2, 3, 7, 8, 100].map(rate)).toEqual([1e-6, 1e-6, 1e-5, 1e-5, 1e-6, 1e-6])
  })

  it('refuses rates that do not begin at 0, half steps and negative rates', () => {
    expect(() => stepSchedule({ 3: 1e-5 })).toThrow('for step 0')
    expect(() => stepSchedule({})).toThrow('for step 0')
    expect(() => stepSchedule({ 0: 1, 1.5: 2 })).toThrow('whole steps, got 1.5')
    expect(() => stepSchedule({ 0: -1 })).toThrow('got -1')
    expect(() => stepSchedule({ 0: NaN })).toThrow('got NaN')
  })
})

describe('cosineSchedule', () => {
  it('climbs evenly, then falls along half a wave', () => {
    const rate = cosineSchedule({ peak: 1, final: 0.2, steps: 8, warmup: 3 })
    expect([0, 1, 2, 3].map(rate)).toEqual([0.25, 0.5, 0.75, 1])
    expect(rate(5)).toBeCloseTo(0.6, 12)
    expect(rate(7)).toBeCloseTo(0.2, 12)
    expect(rate(20)).toBeCloseTo(0.2, 12)
  })

  it('has its peak at once without a warm-up', () => {
    expect(cosineSchedule({ peak: 0.5, steps: 1 })(0)).toBe(0.5)
  })

  it('refuses what makes no schedule', () => {
    expect(() => cosineSchedule({ peak: 1, steps: 0 })).toThrow('at least one step')
    expect(() => cosineSchedule({ peak: 1, steps: 4, warmup: 4 })).toThrow('shorter than 4 steps, got 4')
    expect(() => cosineSchedule({ peak: Infinity, steps: 4 })).toThrow('got Infinity')
  })
})
