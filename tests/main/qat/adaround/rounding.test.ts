import { describe, expect, it } from 'vitest'
import { Rounding } from '../../../../src/main/qat/adaround/rounding.ts'
import { regularizerAt } from '../../../../src/main/qat/adaround/annealing.ts'

const OFF = { weight: 0, beta: 2 }

/** Two channels with the scales 0.5 and 1. */
function rounding(values: readonly number[]): Rounding {
  const data = Float32Array.from(values)
  return new Rounding({ data, dims: [2, values.length / 2], scales: Float32Array.of(0.5, 1), axis: 0 })
}

function written(size: number, write: (into: Float32Array) => void): number[] {
  const into = new Float32Array(size)
  write(into)
  return [...into]
}

describe('Rounding', () => {
  it('starts at the weights themselves', () => {
    const values = [0.6, -0.2, 0.3, -3.75]
    const soft = written(4, (into) => rounding(values).soften(into))
    soft.forEach((weight, index) => expect(weight).toBeCloseTo(values[index], 5))
  })

  it('rounds to nearest at the scale of the channel, halves to even', () => {
    // In steps: 1.2, 0.5, 1.5 at 0.5; 2.5, -1.5, -1.75 at 1.
    const values = [0.6, 0.25, 0.75, 2.5, -1.5, -1.75]
    expect(written(6, (into) => rounding(values).nearest(into))).toEqual([0.5, 0, 1, 2, -2, -2])
  })

  it('follows the variables, and counts what left the nearest level', () => {
    const learned = rounding([0.6, -0.2, 0.3, -3.75])
    learned.variables.set([1, -1, 1, -1])
    expect(written(4, (into) => learned.harden(into))).toEqual([1, -0.5, 1, -4])
    // Nearest are 0.5, 0, 0 and −4.
    expect(learned.flipped).toBe(3)
  })

  it('stays within INT8', () => {
    const learned = rounding([63.5, -64, 200, -200])
    learned.variables.fill(9)
    // Levels: 127 has none above it, -128 may become -127; what is clipped stays so.
    expect(written(4, (into) => learned.harden(into))).toEqual([63.5, -63.5, 127, -127])
    learned.variables.fill(-9)
    expect(written(4, (into) => learned.harden(into))).toEqual([63.5, -64, 127, -128])
  })

  it('gives the slope of loss and regularizer by its variables', () => {
    const regularizer = { weight: 0.3, beta: 4 }
    const upstream = Float32Array.of(0.7, -1.1, 0.4, 2)
    const values = [0.6, -0.2, 0.35, -3.75]
    const objective = (variables: readonly number[]): number => {
      const one = rounding(values)
      one.variables.set(variables)
      const soft = written(4, (into) => one.soften(into))
      const loss = soft.reduce((sum, weight, index) => sum + 2 * upstream[index] * weight, 0)
      const push = variables.reduce((sum, variable) => {
        const up = Math.min(Math.max(1.2 / (1 + Math.exp(-variable)) - 0.1, 0), 1)
        return sum + regularizer.weight * (1 - Math.abs(2 * up - 1) ** regularizer.beta)
      }, 0)
      return loss + push
    }
    const at = [0.4, -1.3, 2, 0.9]
    const one = rounding(values)
    one.variables.set(at)
    written(4, (into) => one.soften(into))
    const slopes = written(4, (into) => one.slopes(upstream, 2, regularizer, into))
    at.forEach((variable, index) => {
      const step = 1e-2
      const numeric =
        (objective(at.with(index, variable + step)) - objective(at.with(index, variable - step))) / (2 * step)
      expect(slopes[index]).toBeCloseTo(numeric, 3)
    })
  })

  it('has no slope where the rectified sigmoid has ended', () => {
    const one = rounding([0.6, -0.2, 0.35, -3.75])
    one.variables.set([9, -9, 9, -9])
    written(4, (into) => one.soften(into))
    expect(written(4, (into) => one.slopes(Float32Array.of(1, 1, 1, 1), 1, OFF, into))).toEqual([0, 0, 0, 0])
  })
})

describe('regularizerAt', () => {
  it('waits a fifth of the steps, then falls from 20 to 2', () => {
    expect(regularizerAt(19, 100, 0.5)).toEqual({ weight: 0, beta: 20 })
    expect(regularizerAt(20, 100, 0.5)).toEqual({ weight: 0.5, beta: 20 })
    expect(regularizerAt(60, 100, 0.5)).toEqual({ weight: 0.5, beta: 11 })
    expect(regularizerAt(100, 100, 0.5).beta).toBe(2)
  })
})
