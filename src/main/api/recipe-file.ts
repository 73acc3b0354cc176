import { join } from 'node:path'
import { z } from 'zod'
import { recipeEntrySchema } from '../../shared/contract/experiment.ts'
import { JsonFile } from './json-file.ts'

const recipesSchema = z.array(recipeEntrySchema)

export type RecipeFile = JsonFile<typeof recipesSchema>

/** The saved experiments of a home folder. */
export function openRecipes(home: string): RecipeFile {
  return new JsonFile(join(home, 'recipes.json'), recipesSchema, [])
}
