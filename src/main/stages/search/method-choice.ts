import type { Calibrator, Recipe, WeightMethod } from '../../quant/recipe.ts'
import type { ChoiceGroup } from './choice-groups.ts'

/** What the ranges of activations can be had by. */
export const CALIBRATORS: readonly Calibrator[] = [
  { method: 'max', percentile: 99.99 },
  { method: 'percentile', percentile: 99.999 },
  { method: 'percentile', percentile: 99.99 },
  { method: 'percentile', percentile: 99.9 },
  { method: 'mse', percentile: 99.99 },
  { method: 'entropy', percentile: 99.99 },
]

const WEIGHT_METHODS: readonly WeightMethod[] = ['max', 'mse']

/** Only a loss that is smaller by this share is worth another entry in the recipe. */
const WORTH = 0.002

/** A recipe and its loss. */
export interface Weighed {
  readonly recipe: Recipe
  readonly loss: number
}

/** The one with the smaller loss; the first unless the second one is worth it. */
export function lesser(one: Weighed, other: Weighed): Weighed {
  return other.loss < (1 - WORTH) * one.loss ? other : one
}

/**
 * Chooses how ranges are made, group by group: first one method for all activations and one for all weights, then in the
 * order of the graph for each group the ones that make the loss smallest with all other groups as they are by then
 * (coordinate descent, one round). Overrides that the recipe has already keep the upper hand.
 *
 * @param calibrators those to choose from for activations
 * @param lossOf of the model that a recipe gives
 */
export async function chooseMethods(
  given: Recipe,
  groups: readonly ChoiceGroup[],
  calibrators: readonly Calibrator[],
  lossOf: (recipe: Recipe) => Promise<number>,
): Promise<Recipe> {
  const weighed = async (recipe: Recipe): Promise<Weighed> => ({ recipe, loss: await lossOf(recipe) })
  let best = await weighed(given)
  const consider = async (recipe: Recipe): Promise<void> => {
    best = lesser(best, await weighed(recipe))
  }
  for (const calibrator of calibrators)
    if (!isSame(calibrator, given)) await consider({ ...given, ...calibrator })
  for (const weights of WEIGHT_METHODS)
    if (weights !== given.weights) await consider({ ...best.recipe, weights })
  for (const { patterns } of groups) {
    const before = best.recipe
    for (const calibrator of calibrators)
      if (!isSame(calibrator, before)) await consider(withCalibrator(before, patterns, calibrator))
    const then = best.recipe
    for (const weights of WEIGHT_METHODS)
      if (weights !== then.weights) await consider(withWeights(then, patterns, weights))
  }
  return best.recipe
}

function isSame({ method, percentile }: Calibrator, other: Calibrator): boolean {
  return method === other.method && (method !== 'percentile' || percentile === other.percentile)
}

function withCalibrator(
  recipe: Recipe,
  patterns: readonly string[],
  { method, percentile }: Calibrator,
): Recipe {
  const more = patterns.map((layers) => ({ layers, method, percentile }))
  return { ...recipe, overrides: [...recipe.overrides, ...more] }
}

function withWeights(recipe: Recipe, patterns: readonly string[], weights: WeightMethod): Recipe {
  const more = patterns.map((layers) => ({ layers, weights }))
  return { ...recipe, weightOverrides: [...recipe.weightOverrides, ...more] }
}
