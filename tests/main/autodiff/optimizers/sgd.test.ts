import { describe, expect, it } from 'vitest'
import { Sgd } from '../../../../src/main/autodiff/optimizers/sgd.ts'

const gradients = new Map([['w', Float32Array.of(2, -4)]])

function start(): Map<string, Float32Array> {
  return new Map([['w', Float32Array.of(1, 1)]])
}

function valuesOf(parameters: Map<string, Float32Array>): number[] {
  return Array.from(parameters.get('w') ?? [])
}

describe('Sgd', () => {
  it('goes down the gradient', () => {
    const parameters = start()
    new Sgd().step(parameters, gradients, 0.25)
    expect(valuesOf(parameters)).toEqual([0.5, 2])
  })

  it('gathers momentum', () => {
    const parameters = start()
    const optimizer = new Sgd({ momentum: 0.5 })
    optimizer.step(parameters, gradients, 0.25)
    optimizer.step(parameters, gradients, 0.25)
    // Velocities 2 and 0.5 · 2 + 2 = 3.
    expect(valuesOf(parameters)).toEqual([1 - 0.5 - 0.75, 1 + 1 + 1.5])
  })

  it('looks ahead with Nesterov', () => {
    const parameters = start()
    new Sgd({ momentum: 0.5, nesterov: true }).step(parameters, gradients, 0.25)
    expect(valuesOf(parameters)).toEqual([1 - 0.25 * 3, 1 + 0.25 * 6])
  })

  it('adds the decay to the gradient of the parameters that decay', () => {
    const parameters = start().set('b', Float32Array.of(1))
    const both = new Map([...gradients, ['b', Float32Array.of(0)] as const])
    new Sgd({ weightDecay: 0.5, decays: (name) => name !== 'b' }).step(parameters, both, 0.25)
    expect(valuesOf(parameters)).toEqual([1 - 0.25 * 2.5, 1 + 0.25 * 3.5])
    expect(parameters.get('b')).toEqual(Float32Array.of(1))
  })

  it('goes on from a state as if it had not stopped', () => {
    const [whole, resumed] = [start(), start()]
    const first = new Sgd({ momentum: 0.9 })
    for (let step = 0; step < 4; step++) first.step(whole, gradients, 0.1)
    const second = new Sgd({ momentum: 0.9 })
    second.step(resumed, gradients, 0.1)
    second.step(resumed, gradients, 0.1)
    const third = new Sgd({ momentum: 0.9 })
    third.restore(second.state())
    second.step(start(), gradients, 0.1)
    third.step(resumed, gradients, 0.1)
    third.step(resumed, gradients, 0.1)
    expect(resumed).toEqual(whole)
    expect(third.state().steps).toBe(4)
  })

  it('refuses a parameter without its gradient', () => {
    expect(() => new Sgd().step(start(), new Map(), 1)).toThrow('2 numbers for w, got none')
    const short = new Map([['w', Float32Array.of(1)]])
    expect(() => new Sgd({ momentum: 0.9 }).step(start(), short, 1)).toThrow('2 numbers for w, got 1')
  })
})
