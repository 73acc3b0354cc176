import { describe, expect, it } from 'vitest'
import { matchesLayer } from '../../../../src/main/quant/layer-filter.ts'
import { recipeFrom, type Recipe } from '../../../../src/main/quant/recipe.ts'
import { reconstructs } from '../../../../src/main/stages/reconstruct-by-recipe.ts'
import { chooseCorrections } from '../../../../src/main/stages/search/correction-choice.ts'

const groups = ['a', 'b', 'c'].map((name) => ({ name, patterns: [`${name}$`] }))

function learning(biasCorrection: string[], adaround: string[]) {
  const recipe = recipeFrom({ exclude: ['x'], reconstruction: { biasCorrection, adaround, exclude: ['x'] } })
  return reconstructs(recipe) ? recipe : expect.fail()
}

/** Loss by what a group takes over: nothing, the bias, both. */
const LOSS: Record<string, readonly number[]> = { a: [5, 3, 1], b: [5, 2, 4], c: [3, 6, 7] }

function lossOf({ reconstruction }: Recipe): Promise<number> {
  const among = (patterns: readonly string[] = [], name = '') =>
    patterns.some((pattern) => matchesLayer(pattern, name))
  const sum = groups.reduce((total, { name }) => {
    const [bias, rounding] = [
      among(reconstruction?.biasCorrection, name),
      among(reconstruction?.adaround, name),
    ]
    if (rounding && !bias) throw new Error('a rounding without the bias that it was learned for')
    return total + LOSS[name][Number(bias) + Number(rounding)]
  }, 0)
  return Promise.resolve(sum)
}

describe('chooseCorrections', () => {
  it('takes over for each group what is best for it', async () => {
    const recipe = await chooseCorrections(learning(['.'], ['.']), groups, lossOf)
    expect(recipe.reconstruction).toEqual({
      ...{ biasCorrection: ['a$', 'b$'], adaround: ['a$'], steps: null, seed: 0, exclude: ['x'] },
    })
    expect(await lossOf(recipe)).toBe(1 + 2 + 3)
  })

  it('knows only what was learned', async () => {
    const { reconstruction } = await chooseCorrections(learning(['.'], []), groups, lossOf)
    expect(reconstruction).toMatchObject({ biasCorrection: ['a$', 'b$'], adaround: [] })
  })

  it('names all at once, and nothing where nothing is better', async () => {
    const all = await chooseCorrections(learning([], ['.']), groups, ({ reconstruction }) =>
      Promise.resolve(
        9 - (reconstruction?.adaround.length ?? 0) * 2 - (reconstruction?.adaround[0] === '.' ? 6 : 0),
      ),
    )
    expect(all.reconstruction).toMatchObject({ biasCorrection: [], adaround: ['.'] })
    const none = await chooseCorrections(learning(['.'], ['.']), groups, ({ reconstruction }) =>
      Promise.resolve(reconstruction === null ? 1 : 2),
    )
    expect(none.reconstruction).toBeNull()
  })
})
