import { z } from 'zod'
import { dataSourceSchema } from './dataset.ts'
import { call } from './failure.ts'
import { deviceSchema, absolutePathSchema, sha256Schema } from './values.ts'

const count = z.number().int().min(1)

/** How the sensitivity of layers is estimated. */
const fastMethodSchema = z.enum(['overlap', 'first-order', 'sqnr'])

/** What is quantized and how, as the flags of `quantbench ptq`. */
export const recipeSchema = z.object({
  method: z.enum(['max', 'percentile', 'mse', 'entropy']).default('mse'),
  percentile: z.number().gt(0).max(100).optional(),
  /** TensorRT's scale rules. */
  rules: z.boolean().default(true),
  add: z.enum(['none', 'residual', 'both']).default('none'),
  headFloat: z.enum(['auto', 'on', 'off']).default('auto'),
  /** Regular expressions over layer paths. */
  exclude: z.array(z.string().min(1)).default([]),
  only: z.array(z.string().min(1)).default([]),
  concatInputs: z.boolean().default(false),
  /** Ranges of the weights, and of quantizers that share a scale; left to the engine where not given. */
  weights: z.enum(['max', 'mse']).optional(),
  sharedAmax: z.enum(['merged', 'max', 'major']).optional(),
  /** Pairs of layers whose inputs share a scale. */
  match: z.array(z.tuple([z.string().min(1), z.string().min(1)])).default([]),
})

const presetSchema = z.enum(['standard', 'short', 'long'])

export const trainingSchema = z.object({
  preset: presetSchema.default('standard'),
  iters: count.optional(),
  epochs: count.optional(),
  batch: count.optional(),
  lr: z.number().positive().optional(),
  lsq: z.boolean().default(false),
  patience: z.number().int().min(0).optional(),
})

/** A dataset folder, as most flags take it. */
const folderSchema = z.object({ dir: absolutePathSchema, split: z.string().optional() })

/** Of every kind of work. */
const common = {
  device: deviceSchema.default('auto'),
  threads: z.number().int().min(0).default(0),
  seed: z.number().int().min(0).default(0),
}

const onData = { data: folderSchema, images: count.optional(), batch: count.optional() }
const calibrated = { calib: folderSchema, calibImages: count.optional() }
/** Without `calib` the training split of the evaluation data. */
const studied = { ...onData, calib: folderSchema.optional(), calibImages: count.optional() }

/** What is switched and how it is measured, as the flags of `quantbench sensitivity`. */
export const analysisSchema = z.object({
  mode: z.enum(['one-off', 'one-on', 'fast']).default('one-off'),
  by: z.enum(['block', 'layer']).default('block'),
  metric: z.enum(['ap', 'ap50', 'agreement', 'overlap', 'sqnr']).default('ap'),
  parts: z.enum(['all', 'activations', 'weights']).default('all'),
  /** Makes the most sensitive float one after the other: so many, or all. */
  cumulative: z.union([count, z.literal('all')]).optional(),
  fastMethod: fastMethodSchema.default('overlap'),
  fastImages: count.optional(),
  /** How many of the estimated ones are measured. */
  verify: z.number().int().min(0).optional(),
  early: z.boolean().default(false),
  top: count.optional(),
})

/** What the search for float layers is to reach, as the flags of `quantbench search`. */
export const searchSchema = z.object({
  target: z.discriminatedUnion('kind', [
    /** AP at most so much below the float model's. */
    z.object({ kind: z.literal('drop'), most: z.number().min(0).max(1) }),
    /** Agreement with the float model of at least so much. */
    z.object({ kind: z.literal('agreement'), least: z.number().min(0).max(1) }),
    /** The best within so much, in the unit of the cost. */
    z.object({ kind: z.literal('budget'), most: z.number().min(0) }),
  ]),
  cost: z.enum(['layers', 'flops', 'ort']).default('layers'),
  by: z.enum(['block', 'layer']).default('layer'),
  /** How units are put in order before any set of them is measured. */
  order: fastMethodSchema.default('overlap'),
  /** What is chosen beside float layers. */
  choose: z.array(z.enum(['add', 'methods', 'bias', 'adaround'])).default([]),
  stopEarly: z.boolean().default(false),
  maxPoints: count.optional(),
  minutes: z.number().positive().optional(),
})

/** Engines that trtexec builds and measures, as the flags of `quantbench bench --backend trtexec`. */
const engineBenchmark = {
  precision: z
    .enum(['auto', 'fp32', 'fp16', 'int8-implicit', 'int8-explicit', 'best', 'strongly-typed'])
    .default('auto'),
  /** An FP16 engine beside every INT8 one. */
  besideFp16: z.boolean().default(true),
  /** Ranges for `int8-implicit`. */
  calibCache: absolutePathSchema.optional(),
  /** `seed`: FP16, implicit INT8, Q/DQ without the scale rules and with them, all made of one float model. */
  preset: z.literal('seed').optional(),
  calib: folderSchema.optional(),
  calibImages: count.optional(),
  batch: count.optional(),
  repeats: count.optional(),
  /** Seconds of every measurement. */
  duration: count.optional(),
  streams: count.optional(),
  /** MiB. */
  workspace: count.optional(),
  tf32: z.boolean().default(true),
  cudaGraph: z.boolean().default(true),
  transfers: z.boolean().default(false),
  rebuild: z.boolean().default(false),
}

/** One piece of work that the interface can ask for; each is one command line. */
export const experimentSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run'),
    model: absolutePathSchema,
    ...onData,
    calib: folderSchema.optional(),
    calibImages: count.optional(),
    /** As `fp32`, `fp16`, `ptq:mse`, `qat`. */
    variants: z.array(z.string().min(1)).min(1),
    recipe: recipeSchema.omit({ method: true }),
    qatPreset: presetSchema.default('short'),
    qatIters: count.optional(),
    train: folderSchema.optional(),
    /** Rounds of the benchmark; 0 leaves it out. */
    repeats: z.number().int().min(0).optional(),
    ...common,
  }),
  z.object({ kind: z.literal('demo'), qatIters: count.optional(), images: count.optional(), ...common }),
  z.object({
    kind: z.literal('eval'),
    model: absolutePathSchema,
    ...onData,
    data: dataSourceSchema,
    ...common,
  }),
  z.object({
    kind: z.literal('ptq'),
    model: absolutePathSchema,
    ...calibrated,
    recipe: recipeSchema,
    fp16: z.boolean().default(false),
    adaround: z.boolean().default(false),
    biasCorrection: z.boolean().default(false),
    out: absolutePathSchema,
    ...common,
  }),
  z.object({ kind: z.literal('fp16'), model: absolutePathSchema, out: absolutePathSchema, ...common }),
  z.object({
    kind: z.literal('qat'),
    model: absolutePathSchema,
    parent: absolutePathSchema,
    train: folderSchema,
    trainImages: count.optional(),
    data: folderSchema,
    images: count.optional(),
    training: trainingSchema,
    out: absolutePathSchema,
    ...common,
  }),
  z.object({
    kind: z.literal('bench'),
    models: z.array(absolutePathSchema).min(1).max(32),
    batch: count.optional(),
    repeats: count.optional(),
    ...common,
  }),
  z.object({
    kind: z.literal('trtexec'),
    models: z.array(absolutePathSchema).min(1).max(32),
    ...engineBenchmark,
    ...common,
  }),
  z.object({
    kind: z.literal('sensitivity'),
    model: absolutePathSchema,
    ...studied,
    recipe: recipeSchema,
    analysis: analysisSchema,
    ...common,
  }),
  z.object({
    kind: z.literal('search'),
    model: absolutePathSchema,
    ...studied,
    recipe: recipeSchema,
    search: searchSchema,
    ...common,
  }),
])

export type Experiment = z.infer<typeof experimentSchema>
/** As a form fills it in: what has a default may be missing. */
export type ExperimentInput = z.input<typeof experimentSchema>
export type ExperimentKind = Experiment['kind']

export const planSchema = z.object({
  title: z.string(),
  argv: z.array(z.string()),
  /** The same to copy into a terminal. */
  command: z.string(),
  resumable: z.boolean(),
  gpu: z.boolean(),
  /** From earlier jobs of this kind on this machine; null where there are none to judge by. */
  estimate: z
    .object({
      seconds: z.number(),
      /** How many jobs it is the median of. */
      jobs: z.number().int().min(1),
      /** They did the same to the same model; else they are merely of this kind. */
      alike: z.boolean(),
    })
    .nullable(),
})

export const recipeEntrySchema = z.object({
  name: z.string().min(1).max(200),
  experiment: experimentSchema,
  savedAt: z.number(),
})

export type RecipeEntry = z.infer<typeof recipeEntrySchema>

export const experimentsContract = {
  /** What an experiment comes to, without starting it. */
  plan: call.input(z.object({ experiment: experimentSchema })).output(planSchema),
  /** Queues it. */
  start: call
    .input(
      z.object({
        experiment: experimentSchema,
        priority: z.number().int().min(-1000).max(1000).default(0),
        /** Ids of jobs that must be done before. */
        needs: z.array(z.string()).max(100).default([]),
      }),
    )
    .output(z.object({ job: z.string() })),
}

/** Experiments kept under a name to start from again. */
export const recipesContract = {
  list: call.output(z.array(recipeEntrySchema)),
  save: call
    .input(recipeEntrySchema.pick({ name: true, experiment: true }))
    .output(z.array(recipeEntrySchema)),
  delete: call.input(z.object({ name: z.string() })).output(z.array(recipeEntrySchema)),
}

export const inputFileSchema = z.object({
  role: z.string(),
  path: absolutePathSchema,
  sha256: sha256Schema,
  size: z.number(),
})
