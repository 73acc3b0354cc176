import { describe, expect, it } from 'vitest'
import { PhaseMeter } from '../../../src/main/base/phase-meter.ts'

function clocked() {
  let now = 0
  const meter = new PhaseMeter(() => now)
  const at = (seconds: number, phase: string, done: number, total: number, within?: string) => {
    now = seconds * 1000
    return meter.step({ phase, done, total, unit: 'steps', ...(within === undefined ? {} : { within }) })
  }
  return at
}

describe('PhaseMeter', () => {
  it('gives each phase a pace of its own', () => {
    const at = clocked()
    at(0, 'calibrate', 0, 10)
    expect(at(1, 'calibrate', 10, 10)).toEqual({ rate: 10, etaSeconds: 0 })
    expect(at(1, 'evaluate', 0, 4)).toEqual({ rate: 0, etaSeconds: undefined })
    const { rate, etaSeconds } = at(3, 'evaluate', 1, 4)
    expect([rate, etaSeconds]).toEqual([0.5, 6])
  })

  it('keeps the pace of work that goes on under another label, and not of work that begins anew', () => {
    let now = 0
    const meter = new PhaseMeter(() => now)
    const at = (seconds: number, label: string, done: number) => {
      now = seconds * 1000
      return meter.step({ phase: 'evaluate', label, done, total: 40, unit: 'images' })
    }
    at(0, 'block 1', 0)
    expect(at(1, 'block 1', 10)).toEqual({ rate: 10, etaSeconds: 3 })
    const next = at(2, 'block 2', 20)
    expect(next.rate).toBeCloseTo(10, 9)
    expect(next.etaSeconds).toBeCloseTo(2, 9)
    expect(at(3, 'ptq:max', 0)).toEqual({ rate: 0, etaSeconds: undefined })
    expect(at(4, 'ptq:max', 20)).toEqual({ rate: 20, etaSeconds: 1 })
  })

  it('tells the time left of the outer phase, inner ones taken along', () => {
    const at = clocked()
    at(0, 'train', 0, 100)
    expect(at(10, 'train', 10, 100).etaSeconds).toBeCloseTo(90)
    // An evaluation of 10 s after every 10 steps: 20 s for 10 steps, 180 s for the 90 that are left.
    expect(at(10, 'evaluate', 0, 5, 'train').etaSeconds).toBeCloseTo(90)
    const inner = at(20, 'evaluate', 5, 5, 'train')
    expect(inner.rate).toBeCloseTo(0.5)
    expect(inner.etaSeconds).toBeCloseTo(180)
    // Its own rate does not count the evaluation.
    at(20, 'train', 10, 100)
    const back = at(21, 'train', 11, 100)
    expect(back.rate).toBeCloseTo(1)
    expect(back.etaSeconds).toBeCloseTo((21 / 11) * 89)
  })

  it('takes a phase inside one that it does not know for one of its own', () => {
    const at = clocked()
    at(0, 'evaluate', 0, 4, 'train')
    expect(at(1, 'evaluate', 1, 4, 'train')).toEqual({ rate: 1, etaSeconds: 3 })
  })

  it('begins anew when the outer phase does', () => {
    const at = clocked()
    at(0, 'train', 0, 10)
    at(5, 'evaluate', 1, 1, 'train')
    at(10, 'train', 5, 10)
    at(20, 'train', 0, 10)
    expect(at(22, 'train', 1, 10)).toEqual({ rate: 0.5, etaSeconds: 18 })
  })
})
