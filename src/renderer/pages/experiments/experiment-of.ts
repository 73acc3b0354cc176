import type { ExperimentInput } from '../../../shared/contract/experiment.ts'
import type {
  AnalysisState,
  EngineState,
  FormKind,
  FormState,
  SearchState,
  TrainingState,
} from './form-state.ts'
import { proposedOut } from './proposed-out.ts'
import { recipeOf } from './recipe-part.ts'
import { folderOf, isGiven, sourceOf } from './source-state.ts'
import { fineTunes, quantizes, variantsOf } from './variant-list.ts'

type Of<Kind extends FormKind> = Extract<ExperimentInput, { kind: Kind }>

const given = (value: number | null) => value ?? undefined

function common({ device, threads, seed }: FormState) {
  return { device, threads, seed }
}

const outOf = (form: FormState) => (form.out === '' ? proposedOut(form) : form.out)

function trainingOf(state: TrainingState): Of<'qat'>['training'] {
  const { preset, lsq, iters, epochs, batch, lr, patience } = state
  return {
    preset,
    lsq,
    iters: given(iters),
    epochs: given(epochs),
    batch: given(batch),
    lr: given(lr),
    patience: given(patience),
  }
}

function analysisOf(state: AnalysisState): Of<'sensitivity'>['analysis'] {
  const { mode, by, metric, parts, cumulative, cumulativeCount, early, top } = state
  const { fastMethod, fastImages, verify } = state
  return {
    ...{ mode, by, metric, parts, early },
    cumulative: { none: undefined, some: cumulativeCount, all: 'all' as const }[cumulative],
    top: given(top),
    ...(mode === 'fast' ? { fastMethod, fastImages: given(fastImages), verify: given(verify) } : {}),
  }
}

function searchOf(state: SearchState): Of<'search'>['search'] {
  const { target, drop, agreement, budget, cost, by, choose, stopEarly, maxPoints, minutes } = state
  const targets = {
    drop: { kind: 'drop', most: drop },
    agreement: { kind: 'agreement', least: agreement },
    budget: { kind: 'budget', most: budget },
  } as const
  return {
    ...{ target: targets[target], cost, by, choose, stopEarly },
    ...{ maxPoints: given(maxPoints), minutes: given(minutes) },
  }
}

function engineOf(state: EngineState) {
  const { precision, calibCache, besideFp16, tf32, cudaGraph, transfers, rebuild } = state
  return {
    ...{ precision, besideFp16, tf32, cudaGraph, transfers, rebuild },
    calibCache: precision === 'int8-implicit' && calibCache !== '' ? calibCache : undefined,
    duration: given(state.duration),
    streams: given(state.streams),
    workspace: given(state.workspace),
  }
}

function runOf(form: FormState): Of<'run'> {
  const { model, variants, training, calib, train } = form
  const { method: _method, ...recipe } = recipeOf(form.recipe)
  const tunes = fineTunes(variants)
  return {
    kind: 'run',
    model,
    data: folderOf(form.data),
    images: given(form.images),
    batch: given(form.batch),
    ...(quantizes(variants) && isGiven(calib) ? { calib: folderOf(calib) } : {}),
    ...(quantizes(variants) ? { calibImages: given(form.calibImages) } : {}),
    variants: variantsOf(variants),
    recipe,
    ...(tunes ? { qatPreset: training.preset, qatIters: given(training.iters) } : {}),
    ...(tunes && isGiven(train) ? { train: folderOf(train) } : {}),
    repeats: given(form.repeats),
    ...common(form),
  }
}

function trtexecOf(form: FormState): Of<'trtexec'> {
  const { models, engine, calib } = form
  const seeded = engine.seed
    ? { preset: 'seed' as const, calib: folderOf(calib), calibImages: given(form.calibImages) }
    : {}
  return {
    kind: 'trtexec',
    models,
    ...engineOf(engine),
    ...seeded,
    batch: given(form.batch),
    repeats: given(form.repeats),
    ...common(form),
  }
}

/** Each kind's own part of the form. */
const MAKERS: { [Kind in FormKind]: (form: FormState) => Of<Kind> } = {
  run: runOf,
  trtexec: trtexecOf,
  demo: (form) => ({
    kind: 'demo',
    images: given(form.images),
    qatIters: given(form.training.iters),
    ...common(form),
  }),
  eval: (form) => ({
    kind: 'eval',
    model: form.model,
    data: sourceOf(form.data),
    images: given(form.images),
    batch: given(form.batch),
    ...common(form),
  }),
  ptq: (form) => ({
    kind: 'ptq',
    model: form.model,
    calib: folderOf(form.calib),
    calibImages: given(form.calibImages),
    recipe: recipeOf(form.recipe),
    fp16: form.restFp16,
    adaround: form.adaround,
    biasCorrection: form.biasCorrection,
    out: outOf(form),
    ...common(form),
  }),
  fp16: (form) => ({ kind: 'fp16', model: form.model, out: outOf(form), ...common(form) }),
  qat: (form) => ({
    kind: 'qat',
    model: form.model,
    parent: form.parent,
    train: folderOf(form.train),
    trainImages: given(form.trainImages),
    data: folderOf(form.data),
    images: given(form.images),
    training: trainingOf(form.training),
    out: outOf(form),
    ...common(form),
  }),
  bench: (form) => ({
    kind: 'bench',
    models: form.models,
    batch: given(form.batch),
    repeats: given(form.repeats),
    ...common(form),
  }),
  sensitivity: (form) => ({
    kind: 'sensitivity',
    model: form.model,
    data: folderOf(form.data),
    images: given(form.images),
    batch: given(form.batch),
    calib: folderOf(form.calib),
    calibImages: given(form.calibImages),
    recipe: recipeOf(form.recipe),
    analysis: analysisOf(form.analysis),
    ...common(form),
  }),
  search: (form) => ({
    kind: 'search',
    model: form.model,
    data: folderOf(form.data),
    images: given(form.images),
    batch: given(form.batch),
    calib: folderOf(form.calib),
    calibImages: given(form.calibImages),
    recipe: recipeOf(form.recipe),
    search: searchOf(form.search),
    ...common(form),
  }),
}

/** The experiment that a form without problems describes. */
export function experimentOf(form: FormState): ExperimentInput {
  return MAKERS[form.kind](form)
}
