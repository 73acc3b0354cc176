import { describe, expect, it } from 'vitest'
import { QuantbenchError } from '../../../src/main/base/errors.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'

function refusal(given: unknown): QuantbenchError {
  try {
    recipeFrom(given)
  } catch (error) {
    if (error instanceof QuantbenchError) return error
  }
  throw new Error('expected the recipe to be refused')
}

describe('recipeFrom', () => {
  it('gives the defaults for what is left out', () => {
    expect(recipeFrom()).toEqual({
      operators: ['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'AveragePool', 'GlobalAveragePool'],
      add: 'none',
      concatInputs: false,
      headFloat: 'auto',
      include: [],
      exclude: [],
      rules: 'on',
      sharedAmax: 'merged',
      match: [],
      method: 'mse',
      percentile: 99.99,
      overrides: [],
      weights: 'max',
      weightOverrides: [],
      reconstruction: null,
      fp16: false,
    })
  })

  it('survives JSON', () => {
    const recipe = recipeFrom({
      exclude: ['model\\.24\\..*'],
      match: [['a', 'b']],
      overrides: [{ layers: 'a', method: 'max' }],
    })
    expect(recipeFrom(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe)
  })

  it.each([
    [{ add: 'all' }, /^Recipe, add: /],
    [{ exclude: ['model.('] }, /^Recipe, exclude\.0: expected a regular expression .*model\.\(/],
    [
      { overrides: [{ layers: '[', method: 'max' }] },
      /^Recipe, overrides\.0\.layers: expected a regular expression/,
    ],
    [{ percentile: 0 }, /^Recipe, percentile: /],
    [{ match: [['only one']] }, /^Recipe, match\.0/],
    [{ heads: 'off' }, /^Recipe, the recipe: .*heads/],
    ['mse', /^Recipe, the recipe: /],
  ])('refuses %j and names the field', (given, message) => {
    const error = refusal(given)
    expect(error.code).toBe('RECIPE_INVALID')
    expect(error.exitStatus).toBe(2)
    expect(error.message).toMatch(message)
  })
})
