import type { DataSource } from '../../../shared/contract/dataset.ts'
import type { Experiment } from '../../../shared/contract/experiment.ts'
import { analysisState } from './analysis-part.ts'
import { engineState } from './engine-part.ts'
import { newForm, newTraining, type FormState } from './form-state.ts'
import { recipeState } from './recipe-part.ts'
import { searchState } from './search-part.ts'
import { sourceState } from './source-state.ts'
import { trainingState } from './training-part.ts'
import { variantState } from './variant-list.ts'

/** What several kinds have; a field that one leaves out is empty. */
interface Common {
  model?: string
  models?: string[]
  parent?: string
  data?: DataSource
  calib?: DataSource
  train?: DataSource
  images?: number
  calibImages?: number
  trainImages?: number
  batch?: number
  repeats?: number
  out?: string
}

function common(experiment: Common & { kind: string }): Partial<FormState> {
  const { model = '', models = [''], parent = '', out = '' } = experiment
  const { images = null, calibImages = null, trainImages = null, batch = null, repeats = null } = experiment
  return {
    ...{ model, models, parent, out },
    ...{ images, calibImages, trainImages, batch, repeats },
    data: sourceState(experiment.data),
    calib: sourceState(experiment.calib),
    train: sourceState(experiment.train),
  }
}

/** What only some kinds have. */
function own(experiment: Experiment, unset: FormState): Partial<FormState> {
  switch (experiment.kind) {
    case 'run': {
      const { variants, recipe, qatPreset, qatIters = null } = experiment
      const training = { ...newTraining(qatPreset), iters: qatIters }
      return { variants: variantState(variants), recipe: recipeState(recipe), training }
    }
    case 'demo':
      return { training: { ...unset.training, iters: experiment.qatIters ?? null } }
    case 'ptq': {
      const { recipe, fp16, adaround, biasCorrection } = experiment
      return { recipe: recipeState(recipe), restFp16: fp16, adaround, biasCorrection }
    }
    case 'qat':
      return { training: trainingState(experiment.training) }
    case 'sensitivity': {
      const { recipe, analysis } = experiment
      return { recipe: recipeState(recipe), analysis: analysisState(analysis, unset.analysis) }
    }
    case 'search': {
      const { recipe, search } = experiment
      return { recipe: recipeState(recipe), search: searchState(search, unset.search) }
    }
    case 'trtexec':
      return { engine: engineState(experiment) }
    case 'eval':
    case 'fp16':
    case 'bench':
      return {}
  }
}

/** The form filled in from an earlier experiment. */
export function formOf(experiment: Experiment): FormState {
  const { kind, device, threads, seed } = experiment
  const unset = newForm(kind, { device, threads })
  return { ...unset, ...common(experiment), ...own(experiment, unset), seed }
}

/** A saved experiment on what the form already names: model and data stay where they are given. */
export function reuse(form: FormState, experiment: Experiment): FormState {
  const saved = formOf(experiment)
  const named = (path: string, other: string) => (path === '' ? other : path)
  const source = (name: 'data' | 'calib' | 'train') =>
    form[name].dir === '' && form[name].annotations === '' ? saved[name] : form[name]
  const model = named(form.model, saved.model)
  return {
    ...saved,
    model,
    parent: named(form.parent, saved.parent),
    models: form.models.some((path) => path !== '') ? form.models : saved.models,
    data: source('data'),
    calib: source('calib'),
    train: source('train'),
    // What was written for another model must not be written over.
    out: model === saved.model ? saved.out : form.out,
  }
}
