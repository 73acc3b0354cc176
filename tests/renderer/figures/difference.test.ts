import { describe, expect, it } from 'vitest'
import { judgeDifference } from '../../../src/renderer/figures/difference.ts'
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
