import type { z } from 'zod'
import type { recipeSchema } from '../../../shared/contract/experiment.ts'
import type { RecipeState } from './form-state.ts'
import { linesOf, pairsOf, pairsText } from './text-lists.ts'

type Recipe = z.infer<typeof recipeSchema>

/** The recipe that its part of the form describes. */
export function recipeOf(state: RecipeState): Recipe {
  const { method, percentile, rules, add, headFloat, concatInputs, weights, sharedAmax } = state
  return {
    method,
    percentile: percentile ?? undefined,
    rules,
    add,
    headFloat,
    exclude: linesOf(state.exclude),
    only: linesOf(state.only),
    match: pairsOf(state.match) ?? [],
    concatInputs,
    weights: weights === 'default' ? undefined : weights,
    sharedAmax: sharedAmax === 'default' ? undefined : sharedAmax,
  }
}

/** The part of the form that a recipe fills in. */
export function recipeState(recipe: Omit<Recipe, 'method'> & { method?: Recipe['method'] }): RecipeState {
  const { method = 'mse', percentile = null, weights = 'default', sharedAmax = 'default' } = recipe
  const { rules, add, headFloat, concatInputs, exclude, only, match } = recipe
  return {
    ...{ method, percentile, rules, add, headFloat, concatInputs, weights, sharedAmax },
    exclude: exclude.join('\n'),
    only: only.join('\n'),
    match: pairsText(match),
  }
}
