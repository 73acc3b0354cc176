import { describe, expect, it } from 'vitest'
import { layersOf } from '../../../src/main/onnx/layers.ts'
import type { WeightPoint } from '../../../src/main/quant/points.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { weightRange } from '../../../src/main/quant/weight-ranges.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

function point(axis: number | null): WeightPoint {
  const builder = new ModelBuilder()
  const w = builder.floats('fc.weight', [2, 3], [1, -2, 3, -4, 5, -0.5])
  builder.output(builder.node('MatMul', [builder.input('x', [1, 2]), w]))
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

  it('prefers given ranges and refuses those that do not fit', () => {
    expect(weightRange(point(1), recipeFrom(), () => [1, 2, 3])).toEqual([1, 2, 3])
    expect(Array.from(weightRange(point(1), recipeFrom(), () => undefined))).toEqual([4, 5, 3])
    expect(() => weightRange(point(1), recipeFrom(), () => [1, 2])).toThrow(
      'Expected 3 channel ranges for the weights fc.weight, got 2',
    )
  })
})
