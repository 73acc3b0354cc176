import { describe, expect, it } from 'vitest'
import { ratioNoise, speedNoise, verdictOn } from '../../../../src/renderer/pages/compare/noise.ts'
import { cautionsOf } from '../../../../src/renderer/pages/compare/cautions.ts'
import { comparedMetric, comparisonOf } from '../../support/comparison.ts'

const timed = comparisonOf(
  { AP: [0.3, 0.301], FPS: [10, 10.8], 'latency mean': [100, 92], 'latency deviation': [20, 0] },
  { parameters: { differing: [{ name: 'benchmark.repeats', values: [4, 100] }], identical: [] } },
)

describe('noise', () => {
  it('is two standard errors of the mean latency', () => {
    // 20 / 100 / √4 = 0.1, twice that; the other run did not vary at all, so what timings repeat to counts.
    expect(speedNoise(timed, 0)).toBeCloseTo(0.2)
    expect(speedNoise(timed, 1)).toBe(0.02)
    expect(ratioNoise(timed, 1, 0)).toBeCloseTo(0.2)
  })

  it('keeps differences within it uncoloured', () => {
    expect(verdictOn(timed.metrics[1], 1, timed)).toBe('noise')
    expect(verdictOn(timed.metrics[0], 1, timed)).toBe('noise')
    expect(verdictOn(comparedMetric('AP', [0.3, 0.29]), 1, timed)).toBe('worse')
    expect(verdictOn(comparedMetric('FPS', [10, 14]), 1, timed)).toBe('better')
    expect(verdictOn(timed.metrics[0], 0, timed)).toBeNull()
    expect(verdictOn(comparedMetric('AP', [0.3, null]), 1, timed)).toBeNull()
  })
})

describe('cautionsOf', () => {
  it('warns where backends, machines, images or post-processing differ', () => {
    const differing = (name: string, values: (string | number | null)[]) => ({
      differing: [{ name, values }],
      identical: [],
    })
    const figures = { AP: [0.3, 0.3] }
    const found = cautionsOf(
      comparisonOf(
        { ...figures, images: [5000, 500] },
        {
          parameters: differing('benchmark.provider', ['cpu', 'cuda']),
          environment: differing('processor', ['A', 'B']),
        },
      ),
    )
    expect(found).toEqual(['backend', 'machine', 'dataset'])
    const nms = { parameters: differing('nms.iou', [0.65, 0.7]) }
    expect(cautionsOf(comparisonOf(figures, nms))).toEqual(['settings'])
  })

  it('takes a run that was not benchmarked for no other backend', () => {
    const parameters = { differing: [{ name: 'benchmark.provider', values: ['cpu', null] }], identical: [] }
    expect(cautionsOf(comparisonOf({ AP: [0.3, 0.3] }, { parameters }))).toEqual([])
  })
})
