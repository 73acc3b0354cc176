import { describe, expect, it } from 'vitest'
import { differenceStyle, judgeDifference } from '../../../src/renderer/figures/difference.ts'
import { figureStyle } from '../../../src/renderer/figures/figure-style.ts'

describe('judgeDifference', () => {
  it('takes small differences for noise, absolute or relative', () => {
    expect(judgeDifference(0.281, 0.28, 'higher', figureStyle('AP'))).toBe('noise')
    expect(judgeDifference(0.27, 0.28, 'higher', figureStyle('AP50'))).toBe('worse')
    expect(judgeDifference(101, 100, 'higher', figureStyle('FPS'))).toBe('noise')
    expect(judgeDifference(110, 100, 'higher', figureStyle('FPS'))).toBe('better')
    expect(judgeDifference(11, 10, 'lower', figureStyle('latency p50', 'ms'))).toBe('worse')
  })

  it('judges nothing where neither direction is better', () => {
    expect(judgeDifference(0.5, 0.3, null, figureStyle('F1 confidence'))).toBe('unknown')
  })
})

describe('differenceStyle', () => {
  it('ends at the same decimal as what it is a difference to', () => {
    const digits = (name: string, baseline: number | null) =>
      differenceStyle(figureStyle(name), baseline).digits
    expect([digits('FPS', 265.8), digits('FPS', 26.58), digits('FPS', 1265)]).toEqual([1, 2, 0])
    expect([digits('size', 1.54), digits('size', 0.788), digits('size', 0)]).toEqual([2, 3, 2])
    expect([digits('AP', 0.6), digits('images', null)]).toEqual([3, 0])
  })
})
