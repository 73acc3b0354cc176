import { describe, expect, it } from 'vitest'
import { Adam } from '../../../src/main/autodiff/optimizers/adam.ts'
import { Learner } from '../../../src/main/qat/learner.ts'
import { planFrom, type PartialPlan } from '../../../src/main/qat/plan.ts'

const floats = (...values: number[]) => Float32Array.from(values)

function parameters() {
  return new Map([
    ['w', { data: floats(1, -2, 3), dims: [3] }],
    ['s', { data: floats(0.5), dims: [] }],
    ['t', { data: floats(2e-4), dims: [] }],
  ])
}

function learner(plan: PartialPlan = {}) {
  const shared = parameters()
  return { shared, learner: new Learner(shared, new Set(['s', 't']), planFrom(plan)) }
}

/** Gradients that differ from step to step. */
function gradients(step: number) {
  return new Map([
    ['w', floats(0.1 * step, -1, Math.sin(step))],
    ['s', floats(4)],
    ['t', floats(-5 * Math.cos(step))],
  ])
}

function bytes(arrays: ReadonlyMap<string, Float32Array>): string {
  return Array.from(arrays, ([name, data]) => `${name} ${Buffer.from(data.buffer).toString('hex')}`).join()
}

describe('Learner', () => {
  it('trains weights with Adam', () => {
    const { shared, learner: own } = learner({ weightDecay: 0.01 })
    const expected = floats(1, -2, 3)
    const adam = new Adam({ weightDecay: 0.01 })
    for (let step = 0; step < 4; step++) {
      own.step(gradients(step), 0.01)
      adam.step(new Map([['w', expected]]), gradients(step), 0.01)
    }
    expect(shared.get('w')?.data).toEqual(expected)
    expect(expected).not.toEqual(floats(1, -2, 3))
  })

  it('moves a scale by its share, up or down, whatever its size', () => {
    const { shared, learner: own } = learner({ scaleRate: 1e-3 })
    // The first step of Adam is the learning rate against the gradient's sign: at 2e-5 twice the scale rate.
    own.step(gradients(0), 2e-5)
    expect(shared.get('s')?.data[0]).toBeCloseTo(0.5 * Math.exp(-2e-3), 7)
    // Adam's ε of 1e-8 is a hundred-thousandth of this slope.
    expect((shared.get('t')?.data[0] ?? 0) / 2e-4).toBeCloseTo(Math.exp(2e-3), 6)
    // At a second equal gradient, m̂ / √v̂ is 1 again where the scale is still (almost) the same.
    own.step(gradients(0), 1e-5)
    expect(shared.get('s')?.data[0]).toBeCloseTo(0.5 * Math.exp(-3e-3), 6)
  })

  it('keeps scales positive, however far they are pushed', () => {
    const { shared, learner: own } = learner({ scaleRate: 1 })
    for (let step = 0; step < 20; step++) own.step(gradients(0), 1e-5)
    expect(shared.get('s')?.data[0]).toBeGreaterThan(0)
    expect(shared.get('s')?.data[0]).toBeLessThan(1e-3)
  })

  it("reports the length of the weights' gradients and shortens them to the plan's", () => {
    const given = () => new Map([...gradients(1), ['w', floats(2, 4, 4)]])
    const free = learner()
    expect(free.learner.step(given(), 1e-3)).toBe(6)
    const clipped = learner({ clip: 3 })
    const gradient = given()
    expect(clipped.learner.step(gradient, 1e-3)).toBe(6)
    gradient.get('w')?.forEach((value, index) => expect(value).toBeCloseTo([1, 2, 2][index], 5))
  })

  it.each([
    ['w', NaN],
    ['w', Infinity],
    ['s', NaN],
    ['t', -Infinity],
  ])('changes nothing where a gradient of %s is %d', (name, value) => {
    const { learner: own } = learner()
    own.step(gradients(1), 1e-3)
    const before = bytes(own.parameters())
    const bad = gradients(2)
    bad.get(name)?.fill(value, 0, 1)
    expect(own.step(bad, 1e-3)).not.toSatisfy(Number.isFinite)
    expect(bytes(own.parameters())).toBe(before)
    const undisturbed = learner().learner
    for (const step of [1, 2]) undisturbed.step(gradients(step), 1e-3)
    own.step(gradients(2), 1e-3)
    expect(bytes(own.parameters())).toBe(bytes(undisturbed.parameters()))
  })

  it('refuses a parameter without its gradient', () => {
    const missing = gradients(1)
    missing.delete('s')
    expect(() => learner().learner.step(missing, 1e-3)).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  })

  it('goes on from a state as if it had never stopped, bit for bit', () => {
    const straight = learner().learner
    for (let step = 0; step < 6; step++) straight.step(gradients(step), 1e-3)
    const first = learner().learner
    for (let step = 0; step < 3; step++) first.step(gradients(step), 1e-3)
    const { shared, learner: second } = learner()
    second.restore(first.state())
    for (let step = 3; step < 6; step++) {
      first.step(gradients(9), 1)
      second.step(gradients(step), 1e-3)
    }
    expect(bytes(second.parameters())).toBe(bytes(straight.parameters()))
    expect(bytes(new Map(Array.from(shared, ([name, { data }]) => [name, data])))).toBe(
      bytes(straight.parameters()),
    )
    expect(bytes(second.state().logarithms)).toBe(bytes(straight.state().logarithms))
  })

  it('hands out copies of the parameters', () => {
    const { shared, learner: own } = learner()
    own.parameters().get('w')?.fill(7)
    expect(shared.get('w')?.data).toEqual(floats(1, -2, 3))
  })
})
