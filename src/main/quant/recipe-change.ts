import { shellLine } from '../base/shell-words.ts'
import { matchesLayer } from './layer-filter.ts'
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
    >
  >
> & {
  /** Pairs of layers whose input quantizers are to share a scale. */
  readonly match?: readonly (readonly [string, string])[]
  /** Patterns of layers to leave float. */
  readonly exclude?: readonly string[]
  /** Layers that no pattern of the recipe is to exclude any longer. */
  readonly include?: readonly string[]
  /** Operators to quantize beside those that the recipe names. */
  readonly operators?: Readonly<Recipe['operators']>
}

/** What of a patch `quantbench ptq` has flags for. */
export type PtqPatch = Omit<RecipePatch, 'include' | 'operators'>

/** A patch with lists of its own, as it is sent to others. */
export function plainPatch<Patch extends RecipePatch>({
  match,
  exclude,
  include,
  operators,
  ...fields
}: Patch) {
  return {
    ...fields,
    ...(match && { match: match.map(([one, other]): [string, string] => [one, other]) }),
    ...(exclude && { exclude: [...exclude] }),
    ...(include && { include: [...include] }),
    ...(operators && { operators: [...operators] }),
  }
}

/** A recipe with a patch applied; the given one stays. Throws RECIPE_INVALID for a patch that does not fit. */
export function applyRecipePatch(recipe: Recipe, patch: RecipePatch): Recipe {
  const { match = [], exclude = [], include = [], operators = [], ...fields } = patch
  const kept = recipe.exclude.filter((pattern) => !include.some((layer) => matchesLayer(pattern, layer)))
  return recipeFrom({
    ...recipe,
    ...fields,
    match: distinct([...recipe.match, ...match]),
    exclude: distinct([...kept, ...exclude]),
    operators: distinct([...recipe.operators, ...operators]),
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
export function recipeFlags(patch: PtqPatch): string {
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
