import { describe, expect, it } from 'vitest'
import { recommended, verdictOf } from '../../../../src/renderer/pages/compare/verdict.ts'
import { comparisonOf } from '../../support/comparison.ts'

const of = (AP: (number | null)[], FPS: (number | null)[], more: Record<string, number[]> = {}) =>
  verdictOf(comparisonOf({ AP, FPS, ...more }))

describe('verdictOf', () => {
  it('recommends the fastest that keeps the accuracy', () => {
    const verdict = of([0.3, 0.295, 0.25], [10, 20, 40])
    expect(verdict).toMatchObject({ kind: 'faster', index: 1, speedup: 2, sameAccuracy: false })
    expect(recommended(verdict)).toBe(1)
  })

  it('takes the more accurate of two that are equally fast', () => {
    expect(of([0.3, 0.299, 0.292], [10, 20, 20.2])).toMatchObject({ index: 1, sameAccuracy: true })
  })

  it('calls nothing faster that the noise of its own benchmark explains', () => {
    const mean = [100, 80]
    const settings = {
      differing: [],
      identical: [{ name: 'benchmark.repeats', values: [10, 10] }],
    }
    const noisy = { AP: [0.3, 0.3], FPS: [10, 12.5], 'latency mean': mean, 'latency deviation': [60, 60] }
    const steady = { ...noisy, 'latency deviation': [3, 3] }
    expect(verdictOf(comparisonOf(noisy, { parameters: settings })).kind).toBe('none')
    expect(verdictOf(comparisonOf(steady, { parameters: settings })).kind).toBe('faster')
  })

  it('falls back on the smallest of equally fast ones', () => {
    expect(of([0.3, 0.299, 0.298], [10, 10, 10.1], { size: [8, 4, 2] })).toMatchObject({
      kind: 'smaller',
      index: 2,
      ratio: 4,
    })
  })

  it('says what the fastest costs where it costs too much', () => {
    const verdict = of([0.3, 0.25], [10, 20])
    expect(verdict).toMatchObject({ kind: 'costly', index: 1, speedup: 2 })
    expect(recommended(verdict)).toBeNull()
  })

  it('says which measurement is missing', () => {
    expect(of([0.3, 0.3, 0.3], [10, null, null]).kind).toBe('no-speed')
    expect(of([0.3, null, null], [10, 30, 30]).kind).toBe('no-accuracy')
    expect(of([0.3], [10]).kind).toBe('alone')
    expect(of([0.3, 0.2, null], [10, 30, 30]).kind).toBe('costly')
  })
})
