import { recipePatchSchema, type RecipePatch } from '../../../shared/contract/recipe-patch.ts'
import type { FormState } from './form-state.ts'
import { linesOf, pairsText, withLines } from './text-lists.ts'

/** A patch from the JSON of an address; null where it is none. */
export function parsePatch(text: string): RecipePatch | null {
  try {
    const parsed = recipePatchSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** The form with a patch on it: fields replace, lists are added to. Every operator that can be quantized already is. */
export function applyPatch(form: FormState, patch: RecipePatch): FormState {
  const { exclude = [], only = [], match = [], include = [], operators: _all, ...rest } = patch
  const { method, fp16, rules, ...fields } = rest
  const { recipe, variants } = form
  const kept = linesOf(recipe.exclude).filter((line) => !include.some((layer) => fits(line, layer)))
  const patched = {
    ...recipe,
    ...fields,
    ...(rules && { rules: rules === 'on' }),
    method: method ?? recipe.method,
    exclude: withLines(kept.join('\n'), exclude),
    only: withLines(recipe.only, only),
    match: withLines(recipe.match, linesOf(pairsText(match))),
  }
  const made = method === undefined || variants.methods.includes(method) ? variants.methods : [method]
  return {
    ...form,
    recipe: patched,
    variants: { ...variants, methods: made },
    restFp16: fp16 ?? form.restFp16,
  }
}

/** Whether a pattern that somebody typed means a layer. */
function fits(pattern: string, layer: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})`).test(layer)
  } catch {
    return false
  }
}
