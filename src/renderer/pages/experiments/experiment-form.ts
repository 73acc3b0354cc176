import type { Experiment, ExperimentInput } from '../../../shared/contract/experiment.ts'
import type { Device } from '../../figures/device-options.ts'

/** Kinds that the form knows. */
export const FORM_KINDS = ['run', 'demo', 'eval', 'ptq'] as const
export type FormKind = (typeof FORM_KINDS)[number]

export const METHODS = ['max', 'percentile', 'mse', 'entropy'] as const
export type Method = (typeof METHODS)[number]
export type AddMode = 'none' | 'residual' | 'both'
export type HeadFloat = 'auto' | 'on' | 'off'

/** Where images lie: a folder laid out as COCO or YOLO has it, or (for evaluations) an annotation file and its images. */
export interface SourceState {
  mode: 'folder' | 'files'
  dir: string
  split: string
  annotations: string
  images: string
}

/** The form as it is filled in; numbers are null where the default is left to the engine. */
export interface FormState {
  kind: FormKind
  model: string
  data: SourceState
  calib: SourceState
  fp32: boolean
  fp16: boolean
  methods: Method[]
  qat: boolean
  method: Method
  percentile: number | null
  rules: boolean
  add: AddMode
  headFloat: HeadFloat
  exclude: string
  images: number | null
  calibImages: number | null
  qatIters: number | null
  repeats: number | null
  out: string
  device: Device
  threads: number
  seed: number
}

const noSource = (): SourceState => ({ mode: 'folder', dir: '', split: '', annotations: '', images: '' })

export function newForm(kind: FormKind = 'run', device: Device = 'auto', threads = 0): FormState {
  return {
    kind,
    model: '',
    data: noSource(),
    calib: noSource(),
    fp32: true,
    fp16: true,
    methods: ['mse'],
    qat: false,
    method: 'mse',
    percentile: null,
    rules: true,
    add: 'none',
    headFloat: 'auto',
    exclude: '',
    images: null,
    calibImages: null,
    qatIters: null,
    repeats: null,
    out: '',
    device,
    threads,
    seed: 0,
  }
}

type Source = { dir: string; split?: string } | { annotations: string; images: string }

const folderOf = ({ dir, split }: SourceState) => (split === '' ? { dir } : { dir, split })

function sourceOf(source: SourceState): Source {
  const { mode, annotations, images } = source
  return mode === 'files' ? { annotations, images } : folderOf(source)
}

const isGiven = ({ mode, dir, annotations, images }: SourceState, filesToo: boolean) =>
  mode === 'folder' || !filesToo ? dir !== '' : annotations !== '' && images !== ''

/** Fields without which there is nothing to plan. */
export function missingIn(form: FormState): ('model' | 'data' | 'calib' | 'variants' | 'out')[] {
  const { kind, model, data, calib, out } = form
  if (kind === 'demo') return []
  return [
    ...(model === '' ? ['model' as const] : []),
    ...(kind !== 'ptq' && !isGiven(data, kind === 'eval') ? ['data' as const] : []),
    ...(needsCalibration(form) && !isGiven(calib, false) ? ['calib' as const] : []),
    ...(kind === 'run' && variantsOf(form).length === 0 ? ['variants' as const] : []),
    ...(kind === 'ptq' && out === '' ? ['out' as const] : []),
  ]
}

export function needsCalibration({ kind, methods, qat }: FormState): boolean {
  return kind === 'ptq' || (kind === 'run' && (methods.length > 0 || qat))
}

/** As the command line names them. */
export function variantsOf({ fp32, fp16, methods, qat }: FormState): string[] {
  return [
    ...(fp32 ? ['fp32'] : []),
    ...(fp16 ? ['fp16'] : []),
    ...methods.map((method) => `ptq:${method}`),
    ...(qat ? ['qat'] : []),
  ]
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** The experiment that a form without gaps describes. */
export function experimentOf(form: FormState): ExperimentInput {
  const { kind, model, method, percentile, rules, add, headFloat, out, device, threads, seed } = form
  const images = form.images ?? undefined
  const calibImages = form.calibImages ?? undefined
  const qatIters = form.qatIters ?? undefined
  const common = { device, threads, seed }
  const recipe = { percentile: percentile ?? undefined, rules, add, headFloat, exclude: lines(form.exclude) }
  const data = folderOf(form.data)
  const calib = folderOf(form.calib)
  if (kind === 'demo') return { kind, images, qatIters, ...common }
  if (kind === 'eval') return { kind, model, data: sourceOf(form.data), images, ...common }
  if (kind === 'ptq')
    return { kind, model, calib, calibImages, recipe: { ...recipe, method }, out, ...common }
  return {
    kind,
    model,
    data,
    images,
    ...(needsCalibration(form) ? { calib, calibImages } : {}),
    variants: variantsOf(form),
    recipe,
    qatIters,
    repeats: form.repeats ?? undefined,
    ...common,
  }
}

function sourceState(source: Source | undefined): SourceState {
  if (source === undefined) return noSource()
  if ('dir' in source) return { ...noSource(), dir: source.dir, split: source.split ?? '' }
  return { ...noSource(), mode: 'files', ...source }
}

const isMethod = (name: string): name is Method => METHODS.some((method) => method === name)

/** The form filled from an earlier experiment; null for kinds that it does not know. */
export function formOf(experiment: Experiment): FormState | null {
  const form = newForm('run', experiment.device, experiment.threads)
  form.seed = experiment.seed
  if (experiment.kind === 'demo') {
    return { ...form, kind: 'demo', images: experiment.images ?? null, qatIters: experiment.qatIters ?? null }
  }
  if (experiment.kind === 'eval') {
    const { model, data, images = null } = experiment
    return { ...form, kind: 'eval', model, data: sourceState(data), images }
  }
  if (experiment.kind !== 'run' && experiment.kind !== 'ptq') return null
  const { kind, model, recipe, calib, calibImages = null } = experiment
  const { rules, add, headFloat, exclude, percentile = null } = recipe
  const shared = {
    kind,
    model,
    rules,
    add,
    headFloat,
    percentile,
    calibImages,
    exclude: exclude.join('\n'),
    calib: sourceState(calib),
  }
  if (kind === 'ptq') return { ...form, ...shared, method: experiment.recipe.method, out: experiment.out }
  const { variants, data, images = null, qatIters = null, repeats = null } = experiment
  const methods = variants.map((variant) => variant.replace(/^ptq:/, '')).filter(isMethod)
  const has = (variant: string) => variants.includes(variant)
  return {
    ...form,
    ...shared,
    methods,
    fp32: has('fp32'),
    fp16: has('fp16'),
    qat: has('qat'),
    data: sourceState(data),
    images,
    qatIters,
    repeats,
  }
}
