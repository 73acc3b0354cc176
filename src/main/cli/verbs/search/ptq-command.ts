import type { Recipe } from '../../../quant/recipe.ts'
import type { QuantizationFlags } from '../../quantization-source.ts'
import { recipeText } from '../../recipe-file.ts'

/** What a `ptq` is to do: leave more layers float than the flags say, or all that a recipe says in place of the flags'. */
export type PtqWishes = { readonly exclude: readonly string[] } | { readonly recipe: Recipe }

/** The words of the `ptq` command line that quantizes with the same ranges, without the program's name. */
export function ptqWords(model: string, flags: QuantizationFlags, wishes: PtqWishes, out: string): string[] {
  const { size } = flags
  const recipe = 'recipe' in wishes ? ['--recipe', recipeText(wishes.recipe)] : wordsOf(flags, wishes.exclude)
  const values: Values = [
    ['--calib', flags.calib],
    ['--split', flags.calibSplit],
    ['--images', flags.calibImages],
    ['--table', flags.table],
    ['--family', flags.family],
    ['--size', size && `${size.height}x${size.width}`],
    ['--color', flags.color],
    ['--normalise', flags.normalise],
    ['--resize-mode', flags.resizeMode],
    ['--interpolation', flags.interpolation],
    ['--pad-value', flags.padValue],
  ]
  return [
    ...['ptq', model, ...present(values), ...recipe],
    ...(flags.stopOnProblem === true ? ['--stop-on-problem'] : []),
    ...['--out', out],
  ]
}

type Values = readonly (readonly [string, string | number | undefined])[]

const present = (values: Values): string[] =>
  values.flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)]))

/** The recipe as flags. */
function wordsOf(flags: QuantizationFlags, exclude: readonly string[]): string[] {
  const repeated = (flag: string, list: readonly string[] = []) => list.flatMap((value) => [flag, value])
  const values: Values = [
    ['--method', flags.method],
    ['--percentile', flags.percentile],
    ['--head-float', flags.headFloat],
    ['--rules', flags.rules],
    ['--add', flags.add],
    ['--shared-amax', flags.sharedAmax],
    ['--weights', flags.weights],
  ]
  return [
    ...present(values),
    ...(flags.concatInputs === true ? ['--concat-inputs'] : []),
    ...repeated('--match', flags.match),
    ...repeated('--only', flags.only),
    ...repeated('--exclude', [...(flags.exclude ?? []), ...exclude]),
  ]
}
