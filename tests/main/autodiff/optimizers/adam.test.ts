import { describe, expect, it } from 'vitest'
import { Adam } from '../../../../src/main/autodiff/optimizers/adam.ts'

const gradients = new Map([['w', Float32Array.of(2, -4, 0)]])

function start(): Map<string, Float32Array> {
  return new Map([['w', Float32Array.of(1, 1, 1)]])
}

function expectValues(parameters: Map<string, Float32Array>, expected: readonly number[]): void {
  const values = Array.from(parameters.get('w') ?? [])
  expect(values).toHaveLength(expected.length)
  values.forEach((value, index) => expect(value).toBeCloseTo(expected[index], 6))
}

describe('Adam', () => {
  it('moves by the rate at first, whatever the size of the gradient', () => {
    const parameters = start()
    new Adam().step(parameters, gradients, 0.1)
    expectValues(parameters, [0.9, 1.1, 1])
  })

  it('corrects its averages for their start at zero', () => {
    const parameters = start()
    const optimizer = new Adam({ betas: [0.5, 0.75] })
    optimizer.step(parameters, gradients, 0.1)
    optimizer.step(parameters, new Map([['w', Float32Array.of(0, 0, 0)]]), 0.1)
    // m = 0.5 · 1 = 0.5 of 0.75, v = 0.75 · 1 = 0.75 of 0.4375, for a gradient of 2.
    const second = (0.1 * (0.5 / 0.75)) / Math.sqrt(0.75 / 0.4375)
    expectValues(parameters, [0.9 - second, 1.1 + second, 1])
  })

  it('adds the decay to the gradient, AdamW takes it off the parameter', () => {
    const [coupled, decoupled] = [start(), start()]
    new Adam({ weightDecay: 0.5 }).step(coupled, gradients, 0.1)
    new Adam({ weightDecay: 0.5, decoupled: true }).step(decoupled, gradients, 0.1)
    expectValues(coupled, [0.9, 1.1, 0.9])
    expectValues(decoupled, [0.95 - 0.1, 0.95 + 0.1, 0.95])
  })

  it('leaves parameters alone that do not decay', () => {
    const parameters = start()
    const optimizer = new Adam({ weightDecay: 0.5, decoupled: true, decays: () => false })
    optimizer.step(parameters, gradients, 0.1)
    expectValues(parameters, [0.9, 1.1, 1])
  })

  it('goes on from a state as if it had not stopped', () => {
    const [whole, resumed] = [start(), start()]
    const first = new Adam()
    for (let step = 0; step < 4; step++) first.step(whole, gradients, 0.1)
    const second = new Adam()
    second.step(resumed, gradients, 0.1)
    const third = new Adam()
    third.restore(second.state())
    for (let step = 0; step < 3; step++) third.step(resumed, gradients, 0.1)
    expect(resumed).toEqual(whole)
  })

  it('refuses a parameter without its gradient', () => {
    expect(() => new Adam().step(start(), new Map(), 1)).toThrow('3 numbers for w, got none')
  })
})
