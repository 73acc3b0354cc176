import { describe, expect, it } from 'vitest'
import { EarlyDecision } from '../../../../src/main/stages/sensitivity/early-decision.ts'
import { RESAMPLES } from '../../../../src/main/stages/sensitivity/resampled-figures.ts'

const scores = (count: number, mean: number, spread: number) =>
  Array.from({ length: count }, (_, run) => mean + (run % 2 === 0 ? spread : -spread))

describe('EarlyDecision', () => {
  it('gives nothing up while the top is not full', () => {
    const early = new EarlyDecision(2, 'higher', 0)
    early.finish(scores(16, 0.9, 0), 0.9)
    expect(early.isDecided(scores(8, 0.1, 0))).toBe(false)
    early.finish(scores(16, 0.8, 0), 0.8)
    expect(early.isDecided(scores(8, 0.1, 0))).toBe(true)
  })

  it('compares with the last of the top, in the direction asked for', () => {
    const higher = new EarlyDecision(1, 'higher', 0)
    const lower = new EarlyDecision(1, 'lower', 0)
    for (const early of [higher, lower])
      for (const mean of [0.5, 0.4, 0.6]) early.finish(scores(16, mean, 0), mean)
    expect([0.55, 0.45].map((mean) => higher.isDecided(scores(8, mean, 0)))).toEqual([true, true])
    expect([0.55, 0.45].map((mean) => lower.isDecided(scores(8, mean, 0)))).toEqual([true, true])
    expect(higher.isDecided(scores(8, 0.65, 0))).toBe(false)
    expect(lower.isDecided(scores(8, 0.35, 0))).toBe(false)
  })

  it('goes on where the images differ more than the units', () => {
    const early = new EarlyDecision(1, 'higher', 0)
    early.finish(scores(32, 0.5, 0), 0.5)
    expect(early.isDecided(scores(8, 0.45, 0.3))).toBe(false)
    expect(early.isDecided(scores(24, 0.3, 0.1))).toBe(true)
  })

  it('looks only every eight runs, and not when all are there', () => {
    const early = new EarlyDecision(1, 'higher', 0)
    early.finish(scores(16, 0.9, 0), 0.9)
    expect([7, 8, 9, 16].map((count) => early.isDecided(scores(count, 0.1, 0)))).toEqual([
      false,
      true,
      false,
      false,
    ])
  })

  it('counts resamples of a figure that single runs do not have, those of the last look alone', () => {
    const early = new EarlyDecision(1, 'higher', 0, 'resamples')
    const look = (figure: number, asGood: number): number[] =>
      Array.from({ length: RESAMPLES }, (_, at) => (at < asGood ? 0.9 : figure))
    early.finish([...look(0.5, 0), ...look(0.5, 0)], 0.5)
    expect(early.isDecided(look(0.4, 0))).toBe(true)
    expect(early.isDecided(look(0.4, RESAMPLES / 100))).toBe(true)
    expect(early.isDecided(look(0.4, RESAMPLES / 100 + 1))).toBe(false)
    expect(early.isDecided([...look(0.4, 50), ...look(0.4, 0)])).toBe(true)
    expect(early.isDecided([...look(0.4, 0), ...look(0.4, 50)])).toBe(false)
  })
})
