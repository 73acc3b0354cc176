import type { Experiment, ExperimentKind } from '../../../shared/contract/experiment.ts'
import {
  analysisFlags,
  commonFlags,
  flag,
  folderFlags,
  recipeFlags,
  searchFlags,
  sourceFlags,
  trainingFlags,
} from './flags.ts'

type Of<Kind extends ExperimentKind> = Extract<Experiment, { kind: Kind }>

function runArgv(experiment: Of<'run'>): string[] {
  const { model, data, images, calib, calibImages, train, variants, recipe, repeats, batch } = experiment
  const { qatPreset, qatIters } = experiment
  return [
    'run',
    model,
    ...sourceFlags(data),
    ...flag('images', images),
    ...folderFlags(calib, { dir: 'calib', split: 'calib-split' }),
    ...flag('calib-images', calibImages),
    ...flag('variants', variants.join(',')),
    ...folderFlags(train, { dir: 'train', split: 'train-split' }),
    ...recipeFlags(recipe),
    ...flag('qat-preset', qatPreset, 'short'),
    ...flag('qat-iters', qatIters),
    ...flag('batch', batch),
    ...flag('repeats', repeats),
  ]
}

function ptqArgv({
  model,
  calib,
  calibImages,
  recipe,
  fp16,
  adaround,
  biasCorrection,
  out,
}: Of<'ptq'>): string[] {
  return [
    'ptq',
    model,
    ...folderFlags(calib, { dir: 'calib', split: 'split' }),
    ...flag('images', calibImages),
    ...flag('method', recipe.method),
    ...recipeFlags(recipe),
    ...flag('fp16', fp16),
    ...flag('adaround', adaround),
    ...flag('bias-correction', biasCorrection),
    ...flag('out', out),
  ]
}

function qatArgv({ model, parent, train, trainImages, data, images, training, out }: Of<'qat'>): string[] {
  return [
    'qat',
    model,
    ...flag('parent', parent),
    ...folderFlags(train, { dir: 'train', split: 'train-split' }),
    ...flag('train-images', trainImages),
    ...sourceFlags(data),
    ...flag('images', images),
    ...trainingFlags(training),
    ...flag('out', out),
  ]
}

function trtexecArgv(experiment: Of<'trtexec'>): string[] {
  const { models, preset, calib, calibImages, precision, calibCache, besideFp16 } = experiment
  const { batch, repeats, duration, streams, workspace, tf32, cudaGraph, transfers, rebuild } = experiment
  return [
    'bench',
    ...models,
    ...flag('backend', 'trtexec'),
    ...flag('preset', preset),
    ...folderFlags(calib, { dir: 'calib', split: 'split' }),
    ...flag('images', calibImages),
    ...flag('precision', precision, 'auto'),
    ...flag('calib-cache', calibCache),
    ...flag('no-fp16', !besideFp16),
    ...flag('batch', batch),
    ...flag('repeats', repeats),
    ...flag('duration', duration),
    ...flag('streams', streams),
    ...flag('workspace', workspace),
    ...flag('no-tf32', !tf32),
    ...flag('no-cuda-graph', !cudaGraph),
    ...flag('transfers', transfers),
    ...flag('rebuild', rebuild),
    // The job's log is where building, which takes minutes, can be watched.
    ...flag('log', true),
  ]
}

/** What is quantized over and over, and measured on what. */
function studyArgv({
  kind,
  model,
  data,
  images,
  batch,
  calib,
  calibImages,
  recipe,
}: Of<'sensitivity' | 'search'>): string[] {
  return [
    kind,
    model,
    ...sourceFlags(data),
    ...flag('images', images),
    ...flag('batch', batch),
    ...folderFlags(calib, { dir: 'calib', split: 'calib-split' }),
    ...flag('calib-images', calibImages),
    ...flag('method', recipe.method),
    ...recipeFlags(recipe),
  ]
}

function benchArgv({ models, batch, repeats }: Of<'bench'>): string[] {
  return ['bench', ...models, ...flag('batch', batch), ...flag('repeats', repeats)]
}

function ownArgv(experiment: Experiment): string[] {
  switch (experiment.kind) {
    case 'run':
      return runArgv(experiment)
    case 'demo':
      return ['demo', ...flag('images', experiment.images), ...flag('iters', experiment.qatIters)]
    case 'eval': {
      const { model, data, images, batch } = experiment
      return ['eval', model, ...sourceFlags(data), ...flag('limit', images), ...flag('batch', batch)]
    }
    case 'ptq':
      return ptqArgv(experiment)
    case 'fp16':
      return ['fp16', experiment.model, ...flag('out', experiment.out)]
    case 'qat':
      return qatArgv(experiment)
    case 'bench':
      return benchArgv(experiment)
    case 'trtexec':
      return trtexecArgv(experiment)
    case 'sensitivity':
      return [...studyArgv(experiment), ...analysisFlags(experiment.analysis)]
    case 'search':
      return [...studyArgv(experiment), ...searchFlags(experiment.search)]
  }
}

/** The command line that does an experiment: what a job runs, and what a person may type instead. */
export function experimentArgv(experiment: Experiment): string[] {
  return [...ownArgv(experiment), ...commonFlags(experiment)]
}
