import type { Recipe } from '../../quant/recipe.ts'
import type { ReconstructingRecipe } from '../reconstruct-by-recipe.ts'
import type { ChoiceGroup } from './choice-groups.ts'
import { lesser } from './method-choice.ts'

/** What a group takes over of what was learned. */
interface Level {
  readonly biasCorrection: boolean
  readonly adaround: boolean
}

const NOTHING: Level = { biasCorrection: false, adaround: false }

/**
 * Chooses which groups take over what was learned for all: first the same for every group, then in the order of the
 * graph for each group what makes the loss smallest. Where both were learned a rounding never comes without the corrected
 * bias that it was learned for.
 *
 * @param learned the recipe that everything was learned by
 * @param lossOf of the model that a recipe gives with what was learned
 */
export async function chooseCorrections(
  learned: ReconstructingRecipe,
  groups: readonly ChoiceGroup[],
  lossOf: (recipe: Recipe) => Promise<number>,
): Promise<Recipe> {
  const levels = levelsOf(learned)
  const weighed = async (choice: readonly Level[]) => {
    const recipe = recipeOf(learned, groups, choice)
    return { recipe, choice, loss: await lossOf(recipe) }
  }
  const uniform = (level: Level) => groups.map(() => level)
  let best = await weighed(uniform(NOTHING))
  for (const level of levels) {
    const other = await weighed(uniform(level))
    if (lesser(best, other) === other) best = other
  }
  for (const index of groups.keys()) {
    const before = best.choice
    for (const level of [NOTHING, ...levels]) {
      if (level === before[index]) continue
      const other = await weighed(before.with(index, level))
      if (lesser(best, other) === other) best = other
    }
  }
  return best.recipe
}

/** What there is beside nothing, the least first. */
function levelsOf({ reconstruction }: ReconstructingRecipe): Level[] {
  const has = (patterns: readonly string[]) => patterns.length > 0
  const whole = { biasCorrection: has(reconstruction.biasCorrection), adaround: has(reconstruction.adaround) }
  const isBoth = whole.biasCorrection && whole.adaround
  return isBoth ? [{ biasCorrection: true, adaround: false }, whole] : [whole]
}

function recipeOf(
  learned: ReconstructingRecipe,
  groups: readonly ChoiceGroup[],
  choice: readonly Level[],
): Recipe {
  const all = learned.reconstruction
  const patternsOf = (correction: keyof Level): string[] => {
    const chosen = groups.filter((_, index) => choice[index][correction])
    return chosen.length === groups.length ? all[correction] : chosen.flatMap(({ patterns }) => patterns)
  }
  const [biasCorrection, adaround] = [patternsOf('biasCorrection'), patternsOf('adaround')]
  const isNothing = biasCorrection.length + adaround.length === 0
  return { ...learned, reconstruction: isNothing ? null : { ...all, biasCorrection, adaround } }
}
