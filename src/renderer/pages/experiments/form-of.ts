import type { Experiment } from '../../../shared/contract/experiment.ts'
import { newForm, newTraining, type EngineState, type FormState } from './form-state.ts'
import { recipeState } from './recipe-part.ts'
import { sourceState } from './source-state.ts'
import { variantState } from './variant-list.ts'

type Of<Kind extends Experiment['kind']> = Extract<Experiment, { kind: Kind }>

/** Numbers that several kinds have, null where they are left out. */
function counts(experiment: {
  kind: string
  images?: number
  calibImages?: number
  trainImages?: number
  batch?: number
  repeats?: number
}) {
  const { images = null, calibImages = null, trainImages = null, batch = null, repeats = null } = experiment
  return { images, calibImages, trainImages, batch, repeats }
}

function ofRun(experiment: Of<'run'>): Partial<FormState> {
  const { model, data, calib, train, variants, recipe, qatPreset, qatIters = null } = experiment
  return {
    model,
    data: sourceState(data),
    calib: sourceState(calib),
    train: sourceState(train),
    variants: variantState(variants),
    recipe: recipeState(recipe),
    training: { ...newTraining(qatPreset), iters: qatIters },
  }
}

function ofPtq(experiment: Of<'ptq'>): Partial<FormState> {
  const { model, calib, recipe, fp16, adaround, biasCorrection, out } = experiment
  return {
    ...{ model, adaround, biasCorrection, out },
    calib: sourceState(calib),
    recipe: recipeState(recipe),
    restFp16: fp16,
  }
}

function ofQat({ model, parent, train, data, training, out }: Of<'qat'>): Partial<FormState> {
  const { preset, lsq, iters = null, epochs = null, batch = null, lr = null, patience = null } = training
  return {
    ...{ model, parent, out },
    train: sourceState(train),
    data: sourceState(data),
    training: { preset, lsq, iters, epochs, batch, lr, patience },
  }
}

function ofSensitivity(experiment: Of<'sensitivity'>, { analysis: unset }: FormState): Partial<FormState> {
  const { model, data, calib, recipe, analysis } = experiment
  const { cumulative, fastImages = null, verify = null, top = null, ...same } = analysis
  return {
    model,
    data: sourceState(data),
    calib: sourceState(calib),
    recipe: recipeState(recipe),
    analysis: {
      ...same,
      ...{ fastImages, verify, top },
      cumulative: cumulative === undefined ? 'none' : cumulative === 'all' ? 'all' : 'some',
      cumulativeCount: typeof cumulative === 'number' ? cumulative : unset.cumulativeCount,
    },
  }
}

function ofSearch(experiment: Of<'search'>, { search: unset }: FormState): Partial<FormState> {
  const { model, data, calib, recipe, search } = experiment
  const { target, maxPoints = null, minutes = null, ...same } = search
  const figure = target.kind === 'agreement' ? target.least : target.most
  return {
    model,
    data: sourceState(data),
    calib: sourceState(calib),
    recipe: recipeState(recipe),
    search: { ...unset, ...same, maxPoints, minutes, target: target.kind, [target.kind]: figure },
  }
}

function ofTrtexec(experiment: Of<'trtexec'>): Partial<FormState> {
  const { models, calib, preset, calibCache = '' } = experiment
  const { precision, besideFp16, tf32, cudaGraph, transfers, rebuild } = experiment
  const { duration = null, streams = null, workspace = null } = experiment
  const engine: EngineState = {
    ...{ precision, besideFp16, tf32, cudaGraph, transfers, rebuild, calibCache },
    ...{ duration, streams, workspace },
    seed: preset === 'seed',
  }
  return { models, calib: sourceState(calib), engine }
}

function own(experiment: Experiment, unset: FormState): Partial<FormState> {
  switch (experiment.kind) {
    case 'run':
      return ofRun(experiment)
    case 'demo':
      return { training: { ...unset.training, iters: experiment.qatIters ?? null } }
    case 'eval':
      return { model: experiment.model, data: sourceState(experiment.data) }
    case 'ptq':
      return ofPtq(experiment)
    case 'fp16':
      return { model: experiment.model, out: experiment.out }
    case 'qat':
      return ofQat(experiment)
    case 'sensitivity':
      return ofSensitivity(experiment, unset)
    case 'search':
      return ofSearch(experiment, unset)
    case 'bench':
      return { models: experiment.models }
    case 'trtexec':
      return ofTrtexec(experiment)
  }
}

/** The form filled in from an earlier experiment. */
export function formOf(experiment: Experiment): FormState {
  const { kind, device, threads, seed } = experiment
  const unset = newForm(kind, device, threads)
  return { ...unset, ...counts(experiment), ...own(experiment, unset), seed }
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
