import { describe, expect, it } from 'vitest'
import { attainable, reliabilityOf } from '../../../../src/main/stages/sensitivity/reliability.ts'

describe('reliabilityOf', () => {
  it('is whole where both halves give the same order', () => {
    const halves = [0.1, 0.5, 0.2].map((value) => [value, 10 * value] as const)
    expect(reliabilityOf(halves)).toEqual({ splitHalf: 1, whole: 1 })
  })

  it('steps the correlation of the halves up to all images', () => {
    // Ranks 1 2 3 against 2 1 3: 1 − 6 · 2 / 24 = 1/2, and 2 · ½ / 1½ = 2/3.
    const found = reliabilityOf([
      [1, 2],
      [2, 1],
      [3, 3],
    ])
    expect(found?.splitHalf).toBeCloseTo(0.5, 12)
    expect(found?.whole).toBeCloseTo(2 / 3, 12)
    expect(found && attainable(found)).toBeCloseTo(Math.sqrt(2 / 3), 12)
  })

  it('is none where the halves contradict each other', () => {
    const found = reliabilityOf([
      [1, 3],
      [2, 2],
      [3, 1],
    ])
    expect(found).toEqual({ splitHalf: -1, whole: 0 })
  })

  it('is not known where a unit has no halves, or a half no order', () => {
    expect(reliabilityOf([[1, 2], null, [2, 3]])).toBeNull()
    expect(
      reliabilityOf([
        [1, 2],
        [1, 3],
      ]),
    ).toBeNull()
    expect(reliabilityOf([[1, 2]])).toBeNull()
  })
})
