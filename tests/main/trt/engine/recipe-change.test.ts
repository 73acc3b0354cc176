import { describe, expect, it } from 'vitest'
import { applyRecipePatch } from '../../../../src/main/quant/recipe-change.ts'
import { recipeFrom, type Recipe } from '../../../../src/main/quant/recipe.ts'
import { mergeChanges } from '../../../../src/main/trt/engine/merge-changes.ts'
import {
  excludeLayers,
  quantizeLayers,
  quantizePool,
  quantizeSkip,
  shareScales,
  type RecipeChange,
} from '../../../../src/main/trt/engine/recipe-change.ts'

const applyRecipeChanges = (recipe: Recipe, changes: readonly RecipeChange[]) =>
  changes.reduce((changed, { patch }) => applyRecipePatch(changed, patch), recipe)

describe('changes of a recipe', () => {
  const recipe = recipeFrom({ exclude: ['model\\.24', 'model\\.3\\.'], operators: ['Conv'], rules: 'off' })

  it('are applied in order and leave the given recipe alone', () => {
    const changed = applyRecipeChanges(recipe, [
      quantizeSkip(['model.2.Add']),
      shareScales(['a', 'b', 'b', 'c']),
      quantizePool(['GlobalAveragePool_1']),
    ])
    expect(changed).toEqual({
      ...recipe,
      add: 'residual',
      match: [
        ['a', 'b'],
        ['a', 'c'],
      ],
      operators: ['Conv', 'AveragePool', 'GlobalAveragePool'],
    })
    expect(recipe.add).toBe('none')
  })

  it('take out the patterns that exclude a layer, and only those', () => {
    expect(applyRecipeChanges(recipe, [quantizeLayers(['model.24.m.0'])]).exclude).toEqual(['model\\.3\\.'])
  })

  it('exclude a layer and not those whose names begin like it', () => {
    const [pattern] = applyRecipeChanges(recipeFrom(), [excludeLayers(['model.1.conv'])]).exclude
    const matches = (name: string) => new RegExp(`^(?:${pattern})`).test(name)
    expect(['model.1.conv', 'model.1.conv2', 'modelx1.conv'].map(matches)).toEqual([true, false, false])
  })

  it('of several findings name the layers of all', () => {
    const merged = mergeChanges([excludeLayers(['a']), quantizeLayers(['b']), excludeLayers(['c'])])
    expect(merged?.layers).toEqual(['a', 'c'])
    expect(merged?.patch).toEqual(excludeLayers(['a', 'c']).patch)
    expect(mergeChanges([])).toBeUndefined()
  })

  it('switch the rules on where no layer is named', () => {
    expect(applyRecipeChanges(recipe, [shareScales([])]).rules).toBe('on')
  })

  it('said twice change nothing more', () => {
    const once = applyRecipeChanges(recipe, [shareScales(['a', 'b'])])
    expect(applyRecipeChanges(once, [shareScales(['a', 'b'])])).toEqual(once)
  })
})
