import { describe, expect, it } from 'vitest'
import { summariseTimings } from '../../../src/main/stages/timing-summary.ts'

describe('summariseTimings', () => {
  it('agrees with a case by hand', () => {
    const summary = summariseTimings([4, 1, 3, 2])
    expect(summary.meanMs).toBe(2.5)
    expect(summary.minMs).toBe(1)
    expect(summary.p50Ms).toBe(2.5)
    // Rank 0.9 · 3 = 2.7, between 3 and 4.
    expect(summary.p90Ms).toBeCloseTo(3.7, 12)
    expect(summary.stdMs).toBeCloseTo(Math.sqrt((2.25 + 0.25 + 0.25 + 2.25) / 3), 12)
  })

  it('is plain for a single run', () => {
    expect(summariseTimings([7])).toEqual({ meanMs: 7, stdMs: 0, minMs: 7, p50Ms: 7, p90Ms: 7, p99Ms: 7 })
  })
})
