import { shellLine } from '../base/shell-words.ts'
import { recipeFrom, type Recipe } from './recipe.ts'

/** Fields of a recipe that a change sets; its lists are added to those of the recipe. Plain data. */
export type RecipePatch = Readonly<
  Partial<
    Pick<
      Recipe,
      | 'method'
      | 'percentile'
      | 'weights'
      | 'rules'
      | 'add'
      | 'sharedAmax'
      | 'concatInputs'
      | 'headFloat'
      | 'fp16'
      | 'match'
      | 'exclude'
    >
  >
>

/** A recipe with a patch applied; the given one stays. Throws RECIPE_INVALID for a patch that does not fit. */
export function applyRecipePatch(recipe: Recipe, patch: RecipePatch): Recipe {
  const { match = [], exclude = [], ...fields } = patch
  return recipeFrom({
    ...recipe,
    ...fields,
    match: distinct([...recipe.match, ...match]),
    exclude: distinct([...recipe.exclude, ...exclude]),
  })
}

function distinct<Item>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}

/** A layer's name as a pattern that fits it and what lies below it, and no other. */
export function layerPattern(layer: string): string {
  return `${layer.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?:\\.|$)`
}

/** A patch as flags of `quantbench ptq`, quoted for a shell. */
export function recipeFlags(patch: RecipePatch): string {
  const { match = [], exclude = [], concatInputs = false, fp16 = false } = patch
  const named = {
    '--method': patch.method,
    '--percentile': patch.percentile,
    '--weights': patch.weights,
    '--rules': patch.rules,
    '--add': patch.add,
    '--shared-amax': patch.sharedAmax,
    '--head-float': patch.headFloat,
  }
  return shellLine([
    ...Object.entries(named).flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)])),
    ...(concatInputs ? ['--concat-inputs'] : []),
    ...(fp16 ? ['--fp16'] : []),
    ...match.flatMap((pair) => ['--match', pair.join('=')]),
    ...exclude.flatMap((pattern) => ['--exclude', pattern]),
  ])
}
