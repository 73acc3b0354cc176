import { describe, expect, it } from 'vitest'
import { matchesLayer } from '../../../src/main/quant/layer-filter.ts'
import { applyRecipePatch, layerPattern, recipeFlags } from '../../../src/main/quant/recipe-change.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'

describe('a patch of a recipe', () => {
  it('sets fields and adds to lists, each entry once', () => {
    const recipe = recipeFrom({ method: 'max', exclude: ['model\\.1'], match: [['a', 'b']] })
    const patched = applyRecipePatch(recipe, {
      method: 'mse',
      exclude: ['model\\.1', 'model\\.2'],
      match: [
        ['a', 'b'],
        ['b', 'c'],
      ],
    })
    expect(patched.method).toBe('mse')
    expect(patched.exclude).toEqual(['model\\.1', 'model\\.2'])
    expect(patched.match).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ])
    expect(recipe.method).toBe('max')
    expect(recipe.exclude).toEqual(['model\\.1'])
  })

  it('refuses what no recipe can be', () => {
    expect(() => applyRecipePatch(recipeFrom(), { exclude: ['('] })).toThrow(/regular expression/)
  })

  it('is written as flags that a shell reads back', () => {
    expect(recipeFlags({ method: 'mse', add: 'residual', exclude: [layerPattern('model.1.conv')] })).toBe(
      "--method mse --add residual --exclude 'model\\.1\\.conv(?:\\.|$)'",
    )
    expect(recipeFlags({ concatInputs: true, fp16: true, match: [['a', 'b']] })).toBe(
      '--concat-inputs --fp16 --match a=b',
    )
    expect(recipeFlags({ concatInputs: false })).toBe('')
  })
})

describe('the pattern of a layer', () => {
  it('fits the layer and what is below it, and no layer that only begins alike', () => {
    const pattern = layerPattern('model.1')
    expect(['model.1', 'model.1.conv'].every((name) => matchesLayer(pattern, name))).toBe(true)
    expect(['model.10', 'modelx1', 'model.1x'].some((name) => matchesLayer(pattern, name))).toBe(false)
  })
})
