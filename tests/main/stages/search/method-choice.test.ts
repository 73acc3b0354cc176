import { describe, expect, it } from 'vitest'
import { matchesLayer } from '../../../../src/main/quant/layer-filter.ts'
import { recipeFrom, type Recipe } from '../../../../src/main/quant/recipe.ts'
import { chooseMethods } from '../../../../src/main/stages/search/method-choice.ts'

const groups = ['a', 'b', 'c'].map((name) => ({ name, patterns: [`${name}$`] }))
const calibrators = (['max', 'mse', 'entropy'] as const).map((method) => ({ method, percentile: 99.99 }))

/** What each method costs in each group; weights by mse save 1 in b and cost 1 elsewhere. */
const LOSS: Record<string, Record<string, number>> = {
  a: { max: 9, mse: 5, entropy: 4 },
  b: { max: 1, mse: 6, entropy: 7 },
  c: { max: 8, mse: 2, entropy: 2 },
}

function methodOf({ method, overrides }: Recipe, layer: string): string {
  return overrides.find(({ layers }) => matchesLayer(layers, layer))?.method ?? method
}

function lossOf(recipe: Recipe): number {
  return groups.reduce((sum, { name }) => {
    const weights =
      recipe.weightOverrides.find(({ layers }) => matchesLayer(layers, name))?.weights ?? recipe.weights
    const byWeights = weights === 'max' ? 1 : name === 'b' ? 0 : 2
    return sum + LOSS[name][methodOf(recipe, name)] + byWeights
  }, 0)
}

async function choose(given: Partial<Recipe> = {}) {
  const asked: Recipe[] = []
  const recipe = await chooseMethods(recipeFrom(given), groups, calibrators, (other) => {
    asked.push(other)
    return Promise.resolve(lossOf(other))
  })
  return { recipe, asked }
}

describe('chooseMethods', () => {
  it('takes one method for all, and others where a group is better off with them', async () => {
    // All: max 18 + 3, mse 13 + 3, entropy 13 + 3; weights by mse 4 in place of 3.
    const { recipe, asked } = await choose({ method: 'max' })
    expect(recipe).toMatchObject({ method: 'mse', weights: 'max' })
    expect(recipe.overrides).toEqual([
      { layers: 'a$', method: 'entropy', percentile: 99.99 },
      { layers: 'b$', method: 'max', percentile: 99.99 },
    ])
    expect(recipe.weightOverrides).toEqual([{ layers: 'b$', weights: 'mse' }])
    // 4 + 1 + 2, and weights 1 + 0 + 1.
    expect(lossOf(recipe)).toBe(9)
    // The given one, 2 others, weights; then for each group 2 others and weights.
    expect(asked).toHaveLength(1 + 2 + 1 + 3 * 3)
  })

  it('leaves what the recipe says of a layer alone', async () => {
    const own = { layers: 'b', method: 'entropy', percentile: 99.99 } as const
    const { recipe } = await choose({ overrides: [own] })
    expect(recipe.overrides[0]).toEqual(own)
    expect(methodOf(recipe, 'b')).toBe('entropy')
  })

  it('takes nothing for a gain that is not worth an entry', async () => {
    const recipe = await chooseMethods(recipeFrom(), groups, calibrators, ({ method, overrides }) =>
      Promise.resolve(1000 - (method === 'max' ? 1 : 0) - overrides.length),
    )
    expect(recipe).toEqual(recipeFrom())
  })
})
