import { TRTEXEC_OPTIONS, type TrtexecOptions } from '../../../shared/contract/system.ts'
import type { ExperimentKind } from '../../../shared/contract/experiment.ts'
import type { Device } from '../../figures/device-options.ts'
import { noSource, type SourceState } from './source-state.ts'

/** Kinds in the order that they are offered. */
export const FORM_KINDS = [
  'run',
  'ptq',
  'fp16',
  'qat',
  'eval',
  'sensitivity',
  'search',
  'bench',
  'trtexec',
  'demo',
] as const satisfies readonly ExperimentKind[]
export type FormKind = (typeof FORM_KINDS)[number]

export const METHODS = ['max', 'percentile', 'mse', 'entropy'] as const
export type Method = (typeof METHODS)[number]

export const PRESETS = ['short', 'standard', 'long'] as const
export type Preset = (typeof PRESETS)[number]

export const ADD_MODES = ['none', 'residual', 'both'] as const
export const HEAD_MODES = ['auto', 'on', 'off'] as const
export const WEIGHT_METHODS = ['default', 'max', 'mse'] as const
export const SHARED_AMAX = ['default', 'merged', 'max', 'major'] as const

/** Which variants `run` makes. */
export interface VariantState {
  fp32: boolean
  fp16: boolean
  methods: Method[]
  /** Methods whose PTQ variant is also fine-tuned. */
  tuned: Method[]
  /** Fine-tuning from the least accurate PTQ variant. */
  qat: boolean
  /** Others as the command line names them, `ptq:percentile@99.9`. */
  more: string
}

/** How quantizers are placed and calibrated; lists are text, one entry a line. */
export interface RecipeState {
  method: Method
  percentile: number | null
  rules: boolean
  add: (typeof ADD_MODES)[number]
  headFloat: (typeof HEAD_MODES)[number]
  exclude: string
  only: string
  match: string
  concatInputs: boolean
  weights: (typeof WEIGHT_METHODS)[number]
  sharedAmax: (typeof SHARED_AMAX)[number]
}

export interface TrainingState {
  preset: Preset
  iters: number | null
  epochs: number | null
  batch: number | null
  lr: number | null
  lsq: boolean
  patience: number | null
}

export const SENSITIVITY_MODES = ['one-off', 'one-on', 'fast'] as const
export const UNITS = ['block', 'layer'] as const
export const RANK_METRICS = ['ap', 'ap50', 'agreement', 'overlap', 'sqnr'] as const
export const PARTS = ['all', 'activations', 'weights'] as const
export const FAST_METHODS = ['overlap', 'first-order', 'sqnr'] as const
export const CUMULATIVE = ['none', 'some', 'all'] as const

export interface AnalysisState {
  mode: (typeof SENSITIVITY_MODES)[number]
  by: (typeof UNITS)[number]
  metric: (typeof RANK_METRICS)[number]
  parts: (typeof PARTS)[number]
  cumulative: (typeof CUMULATIVE)[number]
  cumulativeCount: number
  fastMethod: (typeof FAST_METHODS)[number]
  fastImages: number | null
  verify: number | null
  early: boolean
  top: number | null
}

export const SEARCH_TARGETS = ['drop', 'agreement', 'budget'] as const
export const SEARCH_COSTS = ['layers', 'flops', 'ort'] as const
export const SEARCH_CHOICES = ['add', 'methods', 'bias', 'adaround'] as const

/** What a search is to reach; each target keeps its own figure. */
export interface SearchState {
  target: (typeof SEARCH_TARGETS)[number]
  drop: number
  agreement: number
  budget: number
  cost: (typeof SEARCH_COSTS)[number]
  by: (typeof UNITS)[number]
  choose: (typeof SEARCH_CHOICES)[number][]
  stopEarly: boolean
  maxPoints: number | null
  minutes: number | null
}

export const ENGINE_PRECISIONS = [
  'auto',
  'fp32',
  'fp16',
  'int8-implicit',
  'int8-explicit',
  'best',
  'strongly-typed',
] as const

/** What trtexec builds and how it measures. */
export interface EngineState extends TrtexecOptions {
  seed: boolean
  precision: (typeof ENGINE_PRECISIONS)[number]
  calibCache: string
  besideFp16: boolean
  rebuild: boolean
}

/** What of a new form comes from the settings. */
export interface FormDefaults {
  device: Device
  threads: number
  trtexecOptions: TrtexecOptions
}

const DEFAULTS: FormDefaults = { device: 'auto', threads: 0, trtexecOptions: TRTEXEC_OPTIONS }

/** The form as it is filled in; numbers are null where the default is left to the engine. */
export interface FormState {
  kind: FormKind
  model: string
  /** Of the benchmarks. */
  models: string[]
  /** The quantized model that `qat` starts from. */
  parent: string
  data: SourceState
  calib: SourceState
  train: SourceState
  variants: VariantState
  recipe: RecipeState
  training: TrainingState
  analysis: AnalysisState
  search: SearchState
  engine: EngineState
  /** The float rest of `ptq` in FP16. */
  restFp16: boolean
  adaround: boolean
  biasCorrection: boolean
  images: number | null
  calibImages: number | null
  trainImages: number | null
  batch: number | null
  repeats: number | null
  /** Empty for the place beside the model. */
  out: string
  device: Device
  threads: number
  seed: number
}

const newRecipe = (): RecipeState => ({
  method: 'mse',
  percentile: null,
  rules: true,
  add: 'none',
  headFloat: 'auto',
  exclude: '',
  only: '',
  match: '',
  concatInputs: false,
  weights: 'default',
  sharedAmax: 'default',
})

const newAnalysis = (): AnalysisState => ({
  mode: 'one-off',
  by: 'block',
  metric: 'ap',
  parts: 'all',
  cumulative: 'none',
  cumulativeCount: 10,
  fastMethod: 'overlap',
  fastImages: null,
  verify: null,
  early: false,
  top: null,
})

const newSearch = (): SearchState => ({
  target: 'drop',
  drop: 0.005,
  agreement: 0.9,
  budget: 5,
  cost: 'layers',
  by: 'layer',
  choose: [],
  stopEarly: false,
  maxPoints: null,
  minutes: null,
})

const newEngine = (options: TrtexecOptions): EngineState => ({
  ...options,
  seed: false,
  precision: 'auto',
  calibCache: '',
  besideFp16: true,
  rebuild: false,
})

export function newTraining(preset: Preset): TrainingState {
  return { preset, iters: null, epochs: null, batch: null, lr: null, lsq: false, patience: null }
}

export function newForm(kind: FormKind = 'run', defaults: Partial<FormDefaults> = {}): FormState {
  const { device, threads, trtexecOptions } = { ...DEFAULTS, ...defaults }
  return {
    kind,
    model: '',
    models: [''],
    parent: '',
    data: noSource(),
    calib: noSource(),
    train: noSource(),
    variants: { fp32: true, fp16: true, methods: ['mse'], tuned: [], qat: false, more: '' },
    recipe: newRecipe(),
    // What `run` takes by itself; `qat` alone is worth the longer schedule.
    training: newTraining(kind === 'qat' ? 'standard' : 'short'),
    analysis: newAnalysis(),
    search: newSearch(),
    engine: newEngine(trtexecOptions),
    restFp16: false,
    adaround: false,
    biasCorrection: false,
    images: null,
    calibImages: null,
    trainImages: null,
    batch: null,
    repeats: null,
    out: '',
    device,
    threads,
    seed: 0,
  }
}
