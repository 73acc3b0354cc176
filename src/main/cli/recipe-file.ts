import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { fileError, messageOf, QuantbenchError } from '../base/errors.ts'
import { recipeFrom, type Recipe } from '../quant/recipe.ts'

/** Adds `--recipe`. */
export function addRecipeFileFlag(command: Command): Command {
  return command.option(
    '--recipe <file>',
    'start from a recipe, a JSON file or the JSON itself; other flags go over it',
  )
}

/** Reads a recipe from a file, or from the text itself where it is an object. Throws RECIPE_INVALID, FILE_NOT_FOUND, FILE_UNREADABLE. */
export function readRecipe(fileOrText: string): Recipe {
  const isText = fileOrText.trimStart().startsWith('{')
  const text = isText ? fileOrText : textOf(fileOrText)
  try {
    return recipeFrom(JSON.parse(text))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const place = isText ? '--recipe' : fileOrText
    throw new QuantbenchError('RECIPE_INVALID', `${place}: expected a recipe as JSON (${messageOf(error)})`, {
      wayOut: 'Give a recipe as `quantbench search` keeps it, or a JSON object with the fields to change.',
      cause: error,
    })
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

/** A recipe as short JSON: what differs from the defaults. */
export function recipeText(recipe: Recipe): string {
  const defaults = new Map<string, unknown>(Object.entries(recipeFrom()))
  const changed = Object.entries(recipe).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(defaults.get(field)),
  )
  return JSON.stringify(Object.fromEntries(changed))
}
