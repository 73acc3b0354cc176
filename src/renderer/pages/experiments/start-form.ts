import type { Experiment } from '../../../shared/contract/experiment.ts'
import { changeKind } from './change-kind.ts'
import { formOf, reuse } from './form-of.ts'
import { FORM_KINDS, newForm, type FormDefaults, type FormState } from './form-state.ts'
import type { RecipePatch } from '../../../shared/contract/recipe-patch.ts'
import { applyPatch } from './recipe-patch.ts'
import type { SourceState } from './source-state.ts'

/** What an address may ask for. */
export interface StartWith {
  kind?: string
  model?: string
  parent?: string
  data?: SourceState
  calib?: SourceState
  train?: SourceState
  /** The experiment of a job that is done again with changes. */
  job?: Experiment
  /** A saved experiment. */
  recipe?: Experiment
  patch?: RecipePatch
}

/** The form that an address asks for: of a job or new, then a saved experiment, what it names itself, and a patch. */
export function startForm(asked: StartWith, defaults: Partial<FormDefaults>): FormState {
  const { job, recipe, model, parent, data, calib, train, patch } = asked
  const kind = FORM_KINDS.find((each) => each === asked.kind)
  // Only evaluations take an annotation file with a folder of images.
  const fitting = data?.mode === 'files' ? 'eval' : parent === undefined ? 'run' : 'qat'
  const blank = newForm(kind ?? fitting, defaults)
  const begun = job === undefined ? blank : formOf(job)
  const filled = recipe === undefined ? begun : reuse(begun, recipe)
  const named = {
    ...filled,
    ...(model === undefined ? {} : { model, models: [model] }),
    ...(parent === undefined ? {} : { parent }),
    ...(data && { data }),
    ...(calib && { calib }),
    ...(train && { train }),
  }
  const ofKind = kind === undefined || kind === named.kind ? named : changeKind(named, kind)
  return patch === undefined ? ofKind : applyPatch(ofKind, patch)
}
