import { describe, expect, it } from 'vitest'
import { layersOf } from '../../../src/main/onnx/layers.ts'
import type { WeightPoint } from '../../../src/main/quant/points.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { weightRange } from '../../../src/main/quant/weight-ranges.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

function point(axis: number | null, dims = [2, 3], values = [1, -2, 3, -4, 5, -0.5]): WeightPoint {
  const builder = new ModelBuilder()
  const w = builder.floats('fc.weight', dims, values)
  builder.output(builder.node('MatMul', [builder.input('x', [1, dims[0]]), w]))
  const [{ node, weight, name }] = layersOf(builder.graph)
  return { tensor: weight, axis, readers: [{ node, input: 1, role: 'layer', name }] }
}

describe('weightRange', () => {
  it('computes maxima along the axis, or of everything', () => {
    expect([...Array.from(weightRange(point(1), recipeFrom()))]).toEqual([4, 5, 3])
    expect([...Array.from(weightRange(point(0), recipeFrom()))]).toEqual([3, 5])
    expect([...Array.from(weightRange(point(null), recipeFrom()))]).toEqual([5])
  })

  it('computes least-error ranges on request, never above the maxima', () => {
    const amax = Array.from(weightRange(point(1), recipeFrom({ weights: 'mse' })))
    expect(amax).toHaveLength(3)
    amax.forEach((value, channel) => expect(value).toBeLessThanOrEqual([4, 5, 3][channel]))
  })

  it('goes by the first pattern that matches a layer, else by the method of all', () => {
    // Even but for one outlier, which least error clips.
    const values = Array.from({ length: 100_000 }, (_, at) => (at === 0 ? 5 : (at % 100) / 100))
    const by = (given: Parameters<typeof recipeFrom>[0]) =>
      Array.from(weightRange(point(null, [1, values.length], values), recipeFrom(given)))
    const mse = by({ weights: 'mse' })
    expect(mse[0]).toBeLessThan(4.5)
    expect(by({ weightOverrides: [{ layers: 'fc', weights: 'mse' }] })).toEqual(mse)
    const twice = [
      { layers: 'f', weights: 'max' },
      { layers: 'fc', weights: 'mse' },
    ]
    expect(by({ weights: 'mse', weightOverrides: twice })).toEqual([5])
    expect(by({ weights: 'mse', weightOverrides: [{ layers: 'c', weights: 'max' }] })).toEqual(mse)
  })

  it('prefers given ranges and refuses those that do not fit', () => {
    expect(weightRange(point(1), recipeFrom(), () => [1, 2, 3])).toEqual([1, 2, 3])
    expect(Array.from(weightRange(point(1), recipeFrom(), () => undefined))).toEqual([4, 5, 3])
    expect(() => weightRange(point(1), recipeFrom(), () => [1, 2])).toThrow(
      'Expected 3 channel ranges for the weights fc.weight, got 2',
    )
  })
})
