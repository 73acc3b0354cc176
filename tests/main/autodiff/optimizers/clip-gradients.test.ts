import { describe, expect, it } from 'vitest'
import { clipGradients, gradientNorm } from '../../../../src/main/autodiff/optimizers/clip-gradients.ts'

function gradients(...lists: number[][]): Map<string, Float32Array> {
  return new Map(lists.map((list, index) => [`g${index}`, Float32Array.from(list)]))
}

describe('clipGradients', () => {
  it('measures all gradients as one vector', () => {
    expect(gradientNorm(gradients([3], [0, -4]))).toBe(5)
  })

  it('shortens a long gradient to the limit', () => {
    const long = gradients([3], [0, -4])
    expect(clipGradients(long, 1)).toBe(5)
    expect(gradientNorm(long)).toBeCloseTo(1, 5)
    expect(long.get('g1')?.[1]).toBeCloseTo(-0.8, 5)
  })

  it('leaves a short gradient alone', () => {
    const short = gradients([0.3], [0.4])
    expect(clipGradients(short, 1)).toBeCloseTo(0.5, 6)
    expect(short).toEqual(gradients([0.3], [0.4]))
  })

  it('says so and changes nothing where a gradient is not finite', () => {
    const broken = gradients([1], [NaN])
    expect(clipGradients(broken, 0.1)).toBeNaN()
    expect(broken.get('g0')?.[0]).toBe(1)
    const infinite = gradients([1], [Infinity])
    expect(clipGradients(infinite, 0.1)).toBe(Infinity)
    expect(infinite.get('g0')?.[0]).toBe(1)
  })
})
