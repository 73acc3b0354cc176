import { absolutePathSchema } from '../../../shared/contract/values.ts'
import { needsOf } from './form-needs.ts'
import type { FormState } from './form-state.ts'
import { proposedOut } from './proposed-out.ts'
import { isGiven, pathsOf, type SourceState } from './source-state.ts'
import { linesOf, pairsOf } from './text-lists.ts'
import { variantProblem } from './variant-list.ts'

/** In the order of the form. */
export const FIELDS = [
  'model',
  'models',
  'parent',
  'variants',
  'data',
  'calib',
  'train',
  'exclude',
  'only',
  'match',
  'reconstruction',
  'calibCache',
  'out',
] as const

export type Field = (typeof FIELDS)[number]

/** `missing` is not yet wrong: it is said beside the start button, and not at the field. */
export type Problem =
  | 'missing'
  | 'absolute'
  | 'noVariants'
  | 'unknownVariant'
  | 'noParent'
  | 'pattern'
  | 'pair'
  | 'overwrites'
  | 'sameFile'
  | 'oneModel'
  | 'twice'
  | 'fp16Too'

export type Problems = Partial<Record<Field, Problem>>

const isAbsolute = (path: string) => absolutePathSchema.safeParse(path).success

const ofPath = (path: string): Problem | undefined =>
  path === '' ? 'missing' : isAbsolute(path) ? undefined : 'absolute'

function ofSource(source: SourceState, filesToo = false): Problem | undefined {
  return pathsOf(source, filesToo)
    .map(ofPath)
    .find((problem) => problem !== undefined)
}

/** A source that may be left out. */
const ofOptional = (source: SourceState) => (isGiven(source) ? ofSource(source) : undefined)

function isPattern(source: string): boolean {
  try {
    new RegExp(source)
    return true
  } catch {
    return false
  }
}

const ofPatterns = (text: string): Problem | undefined =>
  linesOf(text).every(isPattern) ? undefined : 'pattern'

function ofModels({ kind, models, engine }: FormState): Problem | undefined {
  const wrong = models.map(ofPath).find((problem) => problem !== undefined)
  if (wrong !== undefined) return wrong
  if (kind === 'trtexec' && engine.seed && models.length > 1) return 'oneModel'
  return new Set(models).size < models.length ? 'twice' : undefined
}

function ofOut(form: FormState): Problem | undefined {
  const out = form.out === '' ? proposedOut(form) : form.out
  const wrong = ofPath(out)
  // Without a model there is no proposal either: one thing is missing, not two.
  if (wrong === 'missing') return form.model === '' ? undefined : 'missing'
  return wrong ?? (out === form.model || out === form.parent ? 'overwrites' : undefined)
}

const VARIANT_PROBLEMS = { none: 'noVariants', unknown: 'unknownVariant', parent: 'noParent' } as const

function ofVariants({ variants }: FormState): Problem | undefined {
  const problem = variantProblem(variants)
  return problem === null ? undefined : VARIANT_PROBLEMS[problem]
}

function ofParent({ model, parent }: FormState): Problem | undefined {
  return ofPath(parent) ?? (parent === model ? 'sameFile' : undefined)
}

/** What stands in the way of a plan, by field; what a kind does not use cannot be wrong. */
export function problemsIn(form: FormState): Problems {
  const needs = needsOf(form)
  const { kind, recipe, engine, adaround, biasCorrection, restFp16 } = form
  const found: Record<Field, Problem | false | undefined> = {
    model: needs.model && ofPath(form.model),
    models: needs.models && ofModels(form),
    parent: needs.parent && ofParent(form),
    variants: kind === 'run' && ofVariants(form),
    data: needs.data && ofSource(form.data, kind === 'eval'),
    calib: needs.calib && (needs.calibDefault ? ofOptional(form.calib) : ofSource(form.calib)),
    train: needs.train && (kind === 'run' ? ofOptional(form.train) : ofSource(form.train)),
    exclude: needs.recipe && ofPatterns(recipe.exclude),
    only: needs.recipe && ofPatterns(recipe.only),
    match: needs.recipe && (pairsOf(recipe.match) === null ? 'pair' : undefined),
    reconstruction: kind === 'ptq' && restFp16 && (adaround || biasCorrection) && 'fp16Too',
    calibCache: kind === 'trtexec' && engine.precision === 'int8-implicit' && ofCache(engine.calibCache),
    out: needs.out && ofOut(form),
  }
  return present(found)
}

const ofCache = (path: string): Problem | undefined => (path === '' ? undefined : ofPath(path))

function present(found: Record<Field, Problem | false | undefined>): Problems {
  const problems: Problems = {}
  for (const field of FIELDS) {
    const problem = found[field]
    if (problem !== false && problem !== undefined) problems[field] = problem
  }
  return problems
}
