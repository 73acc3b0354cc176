import type { ExperimentInput } from '../../../shared/contract/experiment.ts'
import { analysisOf } from './analysis-part.ts'
import { deviceOf } from './device-of.ts'
import { engineOf } from './engine-part.ts'
import type { FormKind, FormState } from './form-state.ts'
import { given } from './given.ts'
import { proposedOut } from './proposed-out.ts'
import { recipeOf } from './recipe-part.ts'
import { searchOf } from './search-part.ts'
import { folderOf, isGiven, sourceOf } from './source-state.ts'
import { trainingOf } from './training-part.ts'
import { fineTunes, quantizes, variantsOf } from './variant-list.ts'

type Of<Kind extends FormKind> = Extract<ExperimentInput, { kind: Kind }>

const onData = ({ model, data, images, batch }: FormState) => ({
  model,
  data: folderOf(data),
  images: given(images),
  batch: given(batch),
})

const calibrated = ({ calib, calibImages }: FormState) => ({
  calib: folderOf(calib),
  calibImages: given(calibImages),
})

/** Made over and over with other layers quantized, and evaluated each time. */
const studied = (form: FormState) => ({
  ...onData(form),
  ...(isGiven(form.calib) ? { calib: folderOf(form.calib) } : {}),
  calibImages: given(form.calibImages),
  recipe: recipeOf(form.recipe),
})

const raced = ({ models, batch, repeats }: FormState) => ({
  models,
  batch: given(batch),
  repeats: given(repeats),
})

const outOf = (form: FormState) => (form.out === '' ? proposedOut(form) : form.out)

function runOf(form: FormState): Of<'run'> {
  const { variants, training, calib, train } = form
  const { method: _method, ...recipe } = recipeOf(form.recipe)
  const tunes = fineTunes(variants)
  return {
    kind: 'run',
    ...onData(form),
    ...(quantizes(variants) && isGiven(calib) ? { calib: folderOf(calib) } : {}),
    ...(quantizes(variants) ? { calibImages: given(form.calibImages) } : {}),
    variants: variantsOf(variants),
    recipe,
    ...(tunes ? { qatPreset: training.preset, qatIters: given(training.iters) } : {}),
    ...(tunes && isGiven(train) ? { train: folderOf(train) } : {}),
    repeats: given(form.repeats),
  }
}

/** What each kind has beside device, threads and seed. */
const MAKERS: { [Kind in FormKind]: (form: FormState) => Of<Kind> } = {
  run: runOf,
  demo: (form) => ({ kind: 'demo', images: given(form.images), qatIters: given(form.training.iters) }),
  eval: (form) => ({ kind: 'eval', ...onData(form), data: sourceOf(form.data) }),
  ptq: (form) => ({
    kind: 'ptq',
    model: form.model,
    ...calibrated(form),
    recipe: recipeOf(form.recipe),
    fp16: form.restFp16,
    adaround: form.adaround,
    biasCorrection: form.biasCorrection,
    out: outOf(form),
  }),
  fp16: (form) => ({ kind: 'fp16', model: form.model, out: outOf(form) }),
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
  }),
  sensitivity: (form) => ({ kind: 'sensitivity', ...studied(form), analysis: analysisOf(form.analysis) }),
  search: (form) => ({ kind: 'search', ...studied(form), search: searchOf(form.search) }),
  bench: (form) => ({ kind: 'bench', ...raced(form) }),
  trtexec: (form) => ({
    kind: 'trtexec',
    ...raced(form),
    ...engineOf(form.engine),
    ...(form.engine.seed ? { preset: 'seed', ...calibrated(form) } : {}),
  }),
}

/** The experiment that a form without problems describes. */
export function experimentOf(form: FormState): ExperimentInput {
  const { threads, seed } = form
  return { ...MAKERS[form.kind](form), device: deviceOf(form), threads, seed }
}
