import { describe, expect, it } from 'vitest'
import type { RunDetail } from '../../../../src/shared/contract/run.ts'
import { speedNoise, verdictParts } from '../../../../src/renderer/pages/run/run-verdict.ts'

type Measured = Pick<RunDetail, 'figures' | 'parameters'>

function measured(values: Record<string, number | null>, repeats = 1): Measured {
  return {
    figures: Object.entries(values).map(([name, value]) => ({ name, value, unit: '', better: null })),
    parameters: { benchmark: { repeats } },
  }
}

describe('verdictParts', () => {
  it('tells what is lost and gained of AP, speed and size', () => {
    const parts = verdictParts(
      measured({ AP: 0.268, FPS: 55, size: 2 }),
      measured({ AP: 0.28, FPS: 38.4, size: 7.46 }),
    )
    expect(parts.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['AP', 'worse'],
      ['FPS', 'better'],
      ['size', 'better'],
    ])
  })

  it('calls a difference noise when it is smaller', () => {
    const parts = verdictParts(measured({ AP: 0.2811, FPS: 100 }), measured({ AP: 0.28, FPS: 101 }))
    expect(parts.map(({ verdict }) => verdict)).toEqual(['noise', 'noise'])
  })

  it('leaves out what one of the two lacks, and ratios to nothing', () => {
    expect(verdictParts(measured({ AP: null, FPS: 5 }), measured({ AP: 0.3, FPS: 0 }))).toEqual([])
  })
})

describe('speedNoise', () => {
  const run = (deviation: number, repeats: number) =>
    measured({ 'latency deviation': deviation, 'latency mean': 100 }, repeats)

  it('is two standard errors of the ratio', () => {
    // 20 % and 15 % deviation over 25 rounds: errors of 4 % and 3 %, together 5 %.
    expect(speedNoise(run(20, 25), run(15, 25))).toBeCloseTo(0.1, 12)
  })

  it('is never less than what timings repeat to', () => {
    expect(speedNoise(run(0, 25), run(0, 25))).toBe(0.02)
    expect(speedNoise(measured({}), { figures: [], parameters: {} })).toBe(0.02)
  })

  it('makes a wide scatter swallow a difference of speed', () => {
    const slow = measured({ FPS: 80, 'latency mean': 12.5, 'latency deviation': 2.5 }, 4)
    const fast = measured({ FPS: 100, 'latency mean': 10, 'latency deviation': 2 }, 4)
    expect(verdictParts(slow, fast)[0].verdict).toBe('noise')
  })
})
