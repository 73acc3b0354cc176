import { describe, expect, it } from 'vitest'
import { figureStyle } from '../../../src/renderer/figures/figure-style.ts'

describe('figureStyle', () => {
  it.each([
    ['latency p99', 'ms'],
    ['build time', 's'],
    ['size', 'MB'],
    ['AP50', ''],
  ])('knows the unit of %s without being told', (name, unit) => {
    expect(figureStyle(name).unit).toBe(unit)
  })

  it('takes the unit that a figure was stored with where it knows none', () => {
    expect(figureStyle('throughput', 'qps')).toMatchObject({ unit: 'qps', significant: 4 })
    expect(figureStyle('GPU compute', 'ms')).toEqual(figureStyle('latency mean'))
  })
})
