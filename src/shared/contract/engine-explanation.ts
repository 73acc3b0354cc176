import { z } from 'zod'
import { engineGraphSchema, timeGroupSchema } from './engine-graph.ts'
import { recipePatchSchema } from './recipe-patch.ts'
import { figureSchema } from './values.ts'

/**
 * A sentence by its id and what it names, to be said in other languages; beside it stands the same in English. Ids are
 * those of `engine-sentences.ts`.
 */
export const engineSentenceSchema = z.object({ id: z.string(), values: z.record(z.string(), z.string()) })

/** What to change in a recipe. */
export const recipeChangeSchema = z.object({
  kind: z.string(),
  layers: z.array(z.string()),
  patch: recipePatchSchema,
  text: z.string(),
  words: engineSentenceSchema,
})

export const engineReformatSchema = z.object({
  /** Position of the layer in the graph. */
  layer: z.number().int(),
  name: z.string(),
  ms: figureSchema,
  /** Of the total, 0 to 100. */
  percent: figureSchema,
  /** `QDQ`, `REFORMAT` or `unknown`. */
  origin: z.string(),
  role: z.string(),
  conversion: z.string(),
  bytes: z.number(),
  tensor: z.string(),
  /** ONNX quantizers that it carries out. */
  nodes: z.array(z.string()),
  scale: figureSchema,
  /** Layers on both sides; an empty side is the network's end. */
  from: z.array(z.string()),
  to: z.array(z.string()),
  cause: z.object({
    kind: z.string(),
    reason: z.string(),
    words: engineSentenceSchema,
    layers: z.array(z.number().int()),
  }),
  change: recipeChangeSchema.nullable(),
})

export const engineFindingSchema = z.object({
  id: z.string(),
  severity: z.enum(['high', 'medium', 'low']),
  layers: z.array(z.number().int()),
  ms: figureSchema,
  percent: figureSchema,
  evidence: z.array(z.string()),
  /** The same as `evidence`, line by line; `about` is said of and belongs to no language. */
  facts: z.array(z.object({ about: z.string(), words: engineSentenceSchema })),
  reason: z.string(),
  words: engineSentenceSchema,
  change: recipeChangeSchema.nullable(),
})

/** An engine with all that its report card says. */
export const explainedEngineSchema = z.object({
  graph: engineGraphSchema,
  byKindAndPrecision: z.array(timeGroupSchema),
  /** Bytes of one run. */
  traffic: z.object({
    activations: z.number(),
    weights: z.number(),
    byPrecision: z.record(z.string(), z.number()),
    largest: z.array(z.number().int()),
  }),
  reformats: z.array(engineReformatSchema),
  reformatMs: figureSchema,
  /** Where values leave INT8 and come back. */
  switches: z.array(
    z.object({
      back: z.number().int(),
      out: z.array(z.number().int()),
      between: z.array(z.number().int()),
      tensor: z.string(),
      ms: figureSchema,
      percent: figureSchema,
    }),
  ),
  findings: z.array(engineFindingSchema),
})

const runsAsSchema = z.object({ precision: z.enum(['int8', 'float']), output: z.enum(['int8', 'float']) })

const hitRateSchema = z.object({
  predicted: z.number().int(),
  actual: z.number().int(),
  hits: z.number().int(),
  precision: z.number(),
  recall: z.number(),
})

/** What a Q/DQ model is expected to become, without times. */
export const engineForecastSchema = z.object({
  engine: explainedEngineSchema,
  layers: z.array(
    runsAsSchema.extend({ layer: z.string(), node: z.string(), quantizedWeights: z.boolean() }),
  ),
  /** Fusions that do not happen. */
  broken: z.array(
    z.object({ layer: z.string(), node: z.string(), reason: z.string(), words: engineSentenceSchema }),
  ),
})

/** Forecast and engine side by side. */
export const forecastComparisonSchema = z.object({
  rows: z.array(
    z.object({
      layer: z.string(),
      predicted: runsAsSchema,
      actual: runsAsSchema.nullable(),
      at: z.number().int().nullable(),
    }),
  ),
  int8: hitRateSchema,
  int8Output: hitRateSchema,
  reformats: hitRateSchema,
  missedReformats: z.array(z.string()),
  needlessReformats: z.array(z.string()),
})

export const engineExplanationSchema = z.object({
  engine: explainedEngineSchema.nullable(),
  forecast: engineForecastSchema.nullable(),
  comparison: forecastComparisonSchema.nullable(),
})

export type EngineSentence = z.infer<typeof engineSentenceSchema>
export type RecipeChange = z.infer<typeof recipeChangeSchema>
export type EngineReformat = z.infer<typeof engineReformatSchema>
export type EngineFinding = z.infer<typeof engineFindingSchema>
export type ExplainedEngine = z.infer<typeof explainedEngineSchema>
export type EngineForecast = z.infer<typeof engineForecastSchema>
export type ForecastComparison = z.infer<typeof forecastComparisonSchema>
export type EngineExplanation = z.infer<typeof engineExplanationSchema>
