import { describe, expect, it } from 'vitest'
import { endOfEpoch, planFrom, PRESETS, rateAt } from '../../../src/main/qat/plan.ts'

describe('planFrom', () => {
  it("takes NVIDIA's schedule unless told otherwise: ten epochs of 200 steps of 4 images", () => {
    const plan = planFrom()
    expect(plan).toMatchObject({
      iterations: 2000,
      epochs: 10,
      batch: 4,
      scales: 'frozen',
      stride: 1,
      seed: 0,
    })
    expect([0, 599, 600, 1599, 1600, 1999].map((step) => rateAt(plan, step))).toEqual([
      1e-6, 1e-6, 1e-5, 1e-5, 1e-6, 1e-6,
    ])
    expect(plan).toEqual(planFrom(PRESETS.standard))
  })

  it.each(Object.keys(PRESETS))('has a sound preset %s', (name) => {
    const given = Object.entries(PRESETS).find(([preset]) => preset === name)?.[1]
    const plan = planFrom(given)
    expect(plan).toMatchObject({ ...given })
    expect(planFrom(plan)).toEqual(plan)
  })

  it.each([
    [{ iterations: 0 }, 'iterations'],
    [{ batch: 1.5 }, 'batch'],
    [{ epochs: '3' }, 'epochs'],
    [{ clip: -1 }, 'clip'],
    [{ rates: [] }, 'rates'],
    [{ rates: [{ from: 0, rate: NaN }] }, 'rates.0.rate'],
    [{ rates: [{ from: 0.5, rate: 1e-5 }] }, 'rates: expected the first from 0'],
    [
      {
        rates: [
          { from: 0, rate: 1 },
          { from: 0.6, rate: 1 },
          { from: 0.6, rate: 2 },
        ],
      },
      'rates: expected them in order',
    ],
    [{ augment: { flip: 2 } }, 'augment.flip'],
    [{ augment: { shear: 1 } }, 'augment'],
    [{ train: ['model.1', '('] }, 'train.1: expected a regular expression'],
    [{ scales: 'pact' }, 'scales'],
    [{ iterations: 4, epochs: 5 }, 'at least one step an epoch, got 4 in 5'],
    [{ learningRate: 1 }, 'learningRate'],
    [7, 'the plan'],
  ])('names what is wrong with %j', (given, field) => {
    expect(() => planFrom(given)).toThrow(
      expect.objectContaining({ code: 'RECIPE_INVALID', message: expect.stringContaining(field) }),
    )
  })
})

describe('rateAt', () => {
  const rates = [
    { from: 0, rate: 1 },
    { from: 0.5, rate: 3 },
  ]

  it('holds a rate until the next one', () => {
    const plan = planFrom({ iterations: 8, epochs: 1, rates })
    expect(Array.from({ length: 8 }, (_, step) => rateAt(plan, step))).toEqual([1, 1, 1, 1, 3, 3, 3, 3])
  })

  it('goes over to the next in half a cosine wave and holds the last', () => {
    const plan = planFrom({ iterations: 8, epochs: 1, rates, decay: 'cosine' })
    // 2 − cos(π k / 4) for the steps k of the first half.
    const expected = [1, 2 - Math.SQRT1_2, 2, 2 + Math.SQRT1_2, 3, 3, 3, 3]
    expected.forEach((rate, step) => expect(rateAt(plan, step)).toBeCloseTo(rate, 12))
  })
})

describe('endOfEpoch', () => {
  it.each([
    [7, 3],
    [10, 10],
    [200, 7],
    [2000, 30],
    [999, 998],
  ])('divides %i steps among %i epochs, none longer than another by more than one', (iterations, epochs) => {
    const plan = planFrom({ iterations, epochs })
    const lengths = Array.from(
      { length: epochs },
      (_, epoch) => endOfEpoch(plan, epoch) - endOfEpoch(plan, epoch - 1),
    )
    expect(endOfEpoch(plan, -1)).toBe(0)
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(iterations)
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1)
  })
})
