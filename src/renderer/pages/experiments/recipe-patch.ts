import { z } from 'zod'
import type { FormState } from './form-state.ts'
import { linesOf, pairsText, withLines } from './text-lists.ts'

/** What advice, a forecast or a sensitivity analysis wants changed; lists are added to those of the recipe. */
const patchSchema = z
  .object({
    method: z.enum(['max', 'percentile', 'mse', 'entropy']),
    percentile: z.number().gt(0).max(100),
    rules: z.union([z.boolean(), z.enum(['on', 'off']).transform((state) => state === 'on')]),
    add: z.enum(['none', 'residual', 'both']),
    headFloat: z.enum(['auto', 'on', 'off']),
    weights: z.enum(['max', 'mse']),
    sharedAmax: z.enum(['merged', 'max', 'major']),
    concatInputs: z.boolean(),
    fp16: z.boolean(),
    exclude: z.array(z.string().min(1)),
    only: z.array(z.string().min(1)),
    match: z.array(z.tuple([z.string().min(1), z.string().min(1)])),
  })
  .partial()

export type RecipePatch = z.infer<typeof patchSchema>

/** A patch from the JSON of an address; null where it is none. */
export function parsePatch(text: string): RecipePatch | null {
  try {
    const parsed = patchSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** The form with a patch on it: fields replace, lists are added to. */
export function applyPatch(form: FormState, patch: RecipePatch): FormState {
  const { exclude = [], only = [], match = [], method, fp16, ...fields } = patch
  const { recipe, variants } = form
  const patched = {
    ...recipe,
    ...fields,
    method: method ?? recipe.method,
    exclude: withLines(recipe.exclude, exclude),
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
