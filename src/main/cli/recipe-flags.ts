import { Option, type Command } from 'commander'
import { recipeFrom, type Recipe } from '../quant/recipe.ts'
import { collect, numberOption } from './arguments.ts'
import { QuantbenchError } from '../base/errors.ts'
import { readRecipe } from './recipe-file.ts'

/** What the flags of a recipe give, before defaults. */
export interface RecipeFlags {
  /** Of `addRecipeFileFlag`. */
  recipe?: string
  percentile?: number
  exclude?: string[]
  only?: string[]
  headFloat?: string
  rules?: string
  add?: string
  sharedAmax?: string
  match?: string[]
  weights?: string
  concatInputs?: boolean
}

/** Adds the flags that say what is quantized and how. */
export function addRecipeFlags(command: Command): Command {
  return command
    .option('--percentile <p>', 'percentile of the percentile method', numberOption(1e-9, 100))
    .option('--exclude <regex>', 'leave layers float whose path begins so (repeatable)', collect)
    .option('--only <regex>', 'quantize only layers whose path begins so (repeatable)', collect)
    .addOption(
      new Option('--head-float <when>', 'keep the final prediction layers float').choices([
        'auto',
        'on',
        'off',
      ]),
    )
    .addOption(
      new Option('--rules <state>', "TensorRT's scale rules: one scale around Concat, MaxPool, …").choices([
        'on',
        'off',
      ]),
    )
    .addOption(
      new Option('--add <which>', 'inputs of residual additions to quantize').choices([
        'none',
        'residual',
        'both',
      ]),
    )
    .addOption(
      new Option('--shared-amax <how>', 'range of quantizers that share a scale').choices([
        'merged',
        'max',
        'major',
      ]),
    )
    .option('--match <a=b>', 'let two layers share their input scale (repeatable)', collect)
    .addOption(new Option('--weights <method>', 'ranges of the weights').choices(['max', 'mse']))
    .option('--concat-inputs', 'also quantize the inputs of Concat')
}

function pairOf(text: string): [string, string] {
  const parts = text.split('=')
  if (parts.length === 2 && parts[0] !== '' && parts[1] !== '') return [parts[0], parts[1]]
  throw new QuantbenchError('USAGE', `Expected --match LAYER=LAYER, got ${text}`, {
    wayOut: 'List the layers with `quantbench inspect MODEL --layers`.',
  })
}

/**
 * The recipe that the flags describe, over that of `--recipe`; `extra` goes over them. Throws RECIPE_INVALID, USAGE, and
 * what reading the file throws.
 */
export function recipeOfFlags(flags: RecipeFlags, extra: Partial<Recipe> = {}): Recipe {
  const { percentile, exclude, only, headFloat, rules, add, sharedAmax, match, weights, concatInputs } = flags
  const given = {
    percentile,
    exclude,
    include: only,
    headFloat,
    rules,
    add,
    sharedAmax,
    match: match?.map(pairOf),
    weights,
    concatInputs,
    ...extra,
  }
  const present = Object.entries(given).filter(([, value]) => value !== undefined)
  const base = flags.recipe === undefined ? {} : readRecipe(flags.recipe)
  return recipeFrom({ ...base, ...Object.fromEntries(present) })
}
