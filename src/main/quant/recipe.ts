import { z } from 'zod'
import { messageOf, QuantbenchError } from '../base/errors.ts'
import { CALIBRATION_METHODS, DEFAULT_PERCENTILE } from '../calib/methods.ts'

/** Operators whose inputs can be quantized; the first four also have weights. */
export const OPERATORS = [
  'Conv',
  'ConvTranspose',
  'Gemm',
  'MatMul',
  'AveragePool',
  'GlobalAveragePool',
] as const

export type QuantizedOperator = (typeof OPERATORS)[number]

const pattern = z.string().superRefine((source, context) => {
  try {
    new RegExp(source)
  } catch (error) {
    context.addIssue({ code: 'custom', message: `expected a regular expression (${messageOf(error)})` })
  }
})

/** How a range becomes one number: the method, and the percentile in percent for the method of that name. */
const calibrator = z.strictObject({
  method: z.enum(CALIBRATION_METHODS),
  percentile: z.number().gt(0).lte(100).default(DEFAULT_PERCENTILE),
})

export type Calibrator = z.output<typeof calibrator>

const weights = z.enum(['max', 'mse'])

/** How weights get their ranges. */
export type WeightMethod = z.output<typeof weights>

/** What is learned from unlabelled images behind quantization; see `stages/reconstruct-by-recipe.ts`. */
const reconstruction = z.strictObject({
  /** Layers that take over their corrected bias. */
  biasCorrection: z.array(pattern).default([]),
  /** Layers that take over the learned rounding of their weights. */
  adaround: z.array(pattern).default([]),
  /** Steps of learning for each block; AdaRound's own unless given. */
  steps: z.int().min(1).nullable().default(null),
  seed: z.int().min(0).default(0),
  /** Layers that are float while all others learn, in place of the recipe's own `exclude`. */
  exclude: z.array(pattern).nullable().default(null),
})

export type ReconstructionRecipe = z.output<typeof reconstruction>

/** What gets quantized and how; plain data, so that a run can store it and replay it. */
export const recipeSchema = z.strictObject({
  operators: z.array(z.enum(OPERATORS)).default([...OPERATORS]),
  /**
   * Residual additions: `none` leaves them float; `residual` quantizes the skip input, which lets TensorRT fuse
   * convolution and addition with int8 output; `both` quantizes both inputs.
   */
  add: z.enum(['none', 'residual', 'both']).default('none'),
  /** Also quantize every input of a Concat whose result is read quantized. */
  concatInputs: z.boolean().default(false),
  /** Final prediction layers stay float: `auto` unless nothing else would be left, `on` always, `off` never. */
  headFloat: z.enum(['auto', 'on', 'off']).default('auto'),
  /** Where given, only matching layers are quantized; see `layer-filter.ts` for how patterns match. */
  include: z.array(pattern).default([]),
  exclude: z.array(pattern).default([]),
  /** One scale around Concat, MaxPool, Resize and other operators that only move values, and at additions. */
  rules: z.enum(['on', 'off']).default('on'),
  /** Range of quantizers that share a scale: of the merged histogram, the largest, or that of the first reader. */
  sharedAmax: z.enum(['merged', 'max', 'major']).default('merged'),
  /** Pairs of layers whose input quantizers share a scale whatever `rules` says. */
  match: z.array(z.tuple([z.string(), z.string()])).default([]),
  ...calibrator.shape,
  method: calibrator.shape.method.default('mse'),
  /** Other methods for some layers' inputs; the first pattern that matches a reader of the tensor counts. */
  overrides: z.array(z.strictObject({ layers: pattern, ...calibrator.shape })).default([]),
  /** Ranges of the weights, one a channel. */
  weights: weights.default('max'),
  /** Other ranges for the weights of some layers; the first pattern that matches counts. */
  weightOverrides: z.array(z.strictObject({ layers: pattern, weights })).default([]),
  reconstruction: reconstruction.nullable().default(null),
  /** The float rest in half precision, for strongly typed engines. */
  fp16: z.boolean().default(false),
})

export type Recipe = z.output<typeof recipeSchema>

/** A whole recipe from what is given of it, defaults for the rest. Throws RECIPE_INVALID naming the first wrong field. */
export function recipeFrom(given: unknown = {}): Recipe {
  const parsed = recipeSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const [{ path, message }] = parsed.error.issues
  const field = path.length === 0 ? 'the recipe' : path.join('.')
  throw new QuantbenchError('RECIPE_INVALID', `Recipe, ${field}: ${message}`, {
    wayOut: 'Correct this field of the recipe or leave it out.',
    cause: parsed.error,
  })
}
